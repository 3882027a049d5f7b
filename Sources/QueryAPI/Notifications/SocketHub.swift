import Domain
import Events
import Logging
import NIOCore

/// Tells open sockets what happened. Sockets live on their event loops, in one `SocketShard` each; a batch of events
/// crosses once to each loop that has any, however many they are, and each message is encoded once.
final class SocketHub: Sendable {
    private struct Place: Sendable {
        let loop: any EventLoop
        let shard: NIOLoopBound<SocketShard>
        let attendance: Attendance
    }

    private let places: [Place]
    private let logger: Logger

    /// - Parameter group: the event loops that the server's connections live on.
    init(group: any EventLoopGroup, environment: SocketEnvironment) async throws {
        var places: [Place] = []
        for loop in group.makeIterator() {
            let place = try await loop.submit {
                let shard = SocketShard(loop: loop, environment: environment)
                return Place(
                    loop: loop, shard: NIOLoopBound(shard, eventLoop: loop), attendance: shard.attendance)
            }.get()
            places.append(place)
        }
        self.places = places
        logger = environment.logger
    }

    /// The shard of an event loop; must be called on it.
    func shard(of loop: any EventLoop) -> SocketShard? {
        places.first { $0.loop === loop }?.shard.value
    }

    /// Takes what the log's reader has applied; called in order, from one place.
    func observe(_ output: ReaderOutput) {
        switch output {
        case .applied(let events):
            guard let position = events.last?.position else { return }
            let attended = attended(upTo: position)
            let told = events.filter { Change.toldKinds.contains($0.change.kind) }
            let log = DeliveryLog(told, logger: logger)
            guard !attended.isEmpty else { return log.write(log.zeros) }
            let messages = told.compactMap(SocketMessage.init)
            let ended = events.compactMap { event -> (UserID, SessionID)? in
                if case .sessionEnded(let session) = event.change, let user = event.user {
                    (user, session)
                } else {
                    nil
                }
            }
            let quotes = ChangedQuotes(events)
            tell(attended, log) { shard in
                let counts = shard.deliver(messages, ended: ended, upTo: position)
                shard.quotesChanged(quotes)
                return counts
            }
        case .reset(let position):
            // Also where nobody is: what a loop has still to deliver is from before, and lies further on.
            for place in places {
                _ = place.attendance.take(upTo: position)
                place.loop.execute { place.shard.value.reset(to: position) }
            }
        }
    }

    /// The loops that have sockets, of all that are told how far the log was taken.
    private func attended(upTo position: Int64) -> [Place] {
        places.filter { $0.attendance.take(upTo: position) }
    }

    /// - Parameter body: returns, of each event in the log, how many sockets of the loop are told of it.
    private func tell(_ places: [Place], _ log: DeliveryLog, _ body: @escaping @Sendable (SocketShard) -> [Int]) {
        let deliveries = places.map { place in place.loop.submit { body(place.shard.value) } }
        guard !log.isEmpty, let loop = places.first?.loop else { return }
        EventLoopFuture.reduce(into: log.zeros, deliveries, on: loop) { sums, counts in
            for (place, count) in counts.enumerated() { sums[place] += count }
        }.whenSuccess(log.write)
    }
}
