import DequeModule

/// Decides who may go in when only so many fit at once: the rest waits in order, and past a bound is sent away. Pure:
/// `WaitingLine` does the waiting.
struct AdmissionQueue<Visitor: Equatable & Sendable>: Sendable {
    let slots: Int
    let maximumWaiting: Int
    private(set) var inside = 0
    private var line: Deque<Visitor> = []

    enum Admission: Equatable, Sendable { case admitted, queued, refused }

    init(slots: Int, maximumWaiting: Int) {
        self.slots = slots
        self.maximumWaiting = maximumWaiting
    }

    var waiting: Int { line.count }

    mutating func arrive(_ visitor: Visitor) -> Admission {
        if inside < slots {
            inside += 1
            return .admitted
        }
        guard line.count < maximumWaiting else { return .refused }
        line.append(visitor)
        return .queued
    }

    /// One of those inside leaves; the next in line, if any, is inside in their place.
    mutating func leave() -> Visitor? {
        if let next = line.popFirst() { return next }
        inside -= 1
        return nil
    }

    /// A visitor gives up waiting. False when they are inside already: then they have to leave.
    mutating func giveUp(_ visitor: Visitor) -> Bool {
        guard let place = line.firstIndex(of: visitor) else { return false }
        line.remove(at: place)
        return true
    }
}
