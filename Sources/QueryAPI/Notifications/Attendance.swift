import Synchronization

/// Whether an event loop has sockets, so that the log's reader wakes no loop for nobody. The reader says how far it is and
/// then looks whether somebody is there; the loop says that somebody is there and then looks how far the reader is. So
/// whatever the reader takes after the place where a loop's sockets begin, the loop is told.
final class Attendance: Sendable {
    // In one order for both sides: a store here must not be overtaken by the load that follows it.
    private let isAnybodyThere = Atomic(false)
    private let position = Atomic<Int64>(0)

    /// On the event loop, when its first socket opens.
    /// - Returns: the position from which on the loop is told.
    func arrive() -> Int64 {
        isAnybodyThere.store(true, ordering: .sequentiallyConsistent)
        return position.load(ordering: .sequentiallyConsistent)
    }

    /// On the event loop, when its last socket has closed.
    func leave() { isAnybodyThere.store(false, ordering: .sequentiallyConsistent) }

    /// By the log's reader, in the log's order.
    /// - Returns: whether the loop has to be told of what was taken up to this position.
    func take(upTo position: Int64) -> Bool {
        self.position.store(position, ordering: .sequentiallyConsistent)
        return isAnybodyThere.load(ordering: .sequentiallyConsistent)
    }
}
