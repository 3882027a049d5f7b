import Domain
import Events
import NIOCore

/// Tells open sockets what happened. Sockets live on their event loops, in one `SocketShard` each; a batch of events
/// crosses to each loop once, however many sockets there are, and each message is encoded once.
final class SocketHub: Sendable {
    private let shards: [(loop: any EventLoop, shard: NIOLoopBound<SocketShard>)]

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
            let messages = events.compactMap(SocketMessage.init)
            let ended = events.compactMap { event -> (UserID, SessionID)? in
                if case .sessionEnded(let session) = event.change, let user = event.user {
                    (user, session)
                } else {
                    nil
                }
            }
            let quotes = ChangedQuotes(events)
            onEachLoop { shard in
                shard.deliver(messages, ended: ended, upTo: position)
                shard.quotesChanged(quotes)
            }
        case .reset(let position): onEachLoop { $0.reset(to: position) }
        }
    }

    private func onEachLoop(_ body: @escaping @Sendable (SocketShard) -> Void) {
        for (loop, shard) in shards { loop.execute { body(shard.value) } }
    }
}
