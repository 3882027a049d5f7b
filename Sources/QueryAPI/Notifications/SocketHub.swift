import Domain
import Events
import Logging
import NIOCore

/// Tells open sockets what happened. Sockets live on their event loops, in one `SocketShard` each; a batch of events
/// crosses to each loop once, however many sockets there are, and each message is encoded once.
final class SocketHub: Sendable {
    private let shards: [(loop: any EventLoop, shard: NIOLoopBound<SocketShard>)]
    private let logger: Logger

    /// - Parameter group: the event loops that the server's connections live on.
    init(group: any EventLoopGroup, environment: SocketEnvironment) async throws {
        var shards: [(any EventLoop, NIOLoopBound<SocketShard>)] = []
        for loop in group.makeIterator() {
            let shard = try await loop.submit {
                NIOLoopBound(SocketShard(loop: loop, environment: environment), eventLoop: loop)
            }.get()
            shards.append((loop, shard))
        }
        self.shards = shards
        logger = environment.logger
    }

    /// The shard of an event loop; must be called on it.
    func shard(of loop: any EventLoop) -> SocketShard? {
        shards.first { $0.loop === loop }?.shard.value
    }

    /// Takes what the log's reader has applied; called in order, from one place.
    func observe(_ output: ReaderOutput) {
        switch output {
        case .applied(let events):
            guard let position = events.last?.position else { return }
            let told = events.compactMap { event in SocketMessage(event).map { (event: event, message: $0) } }
            let ended = events.compactMap { event -> (UserID, SessionID)? in
                if case .sessionEnded(let session) = event.change, let user = event.user {
                    (user, session)
                } else {
                    nil
                }
            }
            let messages = told.map(\.message)
            let quotes = ChangedQuotes(events)
            onEachLoop(DeliveryLog(told.map(\.event), logger: logger)) { shard in
                let counts = shard.deliver(messages, ended: ended, upTo: position)
                shard.quotesChanged(quotes)
                return counts
            }
        case .reset(let position): onEachLoop { $0.reset(to: position) }
        }
    }

    /// - Parameter body: returns, of each event in the log, how many sockets of the loop are told of it.
    private func onEachLoop(_ log: DeliveryLog, _ body: @escaping @Sendable (SocketShard) -> [Int]) {
        let deliveries = shards.map { loop, shard in loop.submit { body(shard.value) } }
        guard !log.isEmpty, let loop = shards.first?.loop else { return }
        EventLoopFuture.reduce(into: log.zeros, deliveries, on: loop) { sums, counts in
            for (place, count) in counts.enumerated() { sums[place] += count }
        }.whenSuccess(log.write)
    }

    private func onEachLoop(_ body: @escaping @Sendable (SocketShard) -> Void) {
        for (loop, shard) in shards { loop.execute { body(shard.value) } }
    }
}
