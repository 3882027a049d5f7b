import NIOCore
import NIOPosix
import Synchronization

/// Many WebSockets to one server, on one thread, that note when a message reaches each of them.
final class SocketCrowd: Sendable {
    struct Refused: Error, CustomStringConvertible {
        let description: String
    }

    /// Handshakes at once.
    private static let handshakes = 100

    private let port: Int
    private let path: String
    /// Sent by each socket when it is open.
    private let greeting: String?
    private let arrivals = Mutex<[NIODeadline]>([])
    private let channels = Mutex<[any Channel]>([])

    init(port: Int, path: String, greeting: String? = nil) {
        self.port = port
        self.path = path
        self.greeting = greeting
    }

    var count: Int { channels.withLock { $0.count(where: \.isActive) } }

    /// Opens more of them until there are so many.
    func grow(to total: Int) async throws {
        let missing = total - channels.withLock(\.count)
        for start in stride(from: 0, to: missing, by: Self.handshakes) {
            let opened = try await withThrowingTaskGroup(of: (any Channel).self) { group in
                for _ in start..<min(start + Self.handshakes, missing) { group.addTask { try await self.open() } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            channels.withLock { $0 += opened }
        }
        guard count == total else { throw Refused(description: "of \(total) sockets \(count) are open") }
    }

    private func open() async throws -> any Channel {
        let opened = HTTPConnection.group.any().makePromise(of: Void.self)
        let handler = SocketParts(path: path, greeting: greeting, opened: opened) { [self] in arrived() }
        let channel = try await ClientBootstrap(group: HTTPConnection.group)
            .connectTimeout(.seconds(10))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(handler.make())
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        try await opened.futureResult.get()
        return channel
    }

    private func arrived() {
        let now = NIODeadline.now()
        arrivals.withLock { $0.append(now) }
    }

    /// Waits until nothing has come for a while: what sockets are told at their opening is over.
    func settle() async throws {
        var before = -1
        while before != arrivals.withLock(\.count) {
            before = arrivals.withLock(\.count)
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    /// Publishes something, and waits until each socket has got a message.
    /// - Returns: the milliseconds until each arrival, from the beginning of `publish`.
    func timeArrivals(_ publish: () async throws -> Void) async throws -> [Double] {
        arrivals.withLock { $0.removeAll(keepingCapacity: true) }
        let start = NIODeadline.now()
        let expected = channels.withLock(\.count)
        try await publish()
        try await Waiting.until("\(expected) sockets get a message", within: .seconds(20)) {
            arrivals.withLock(\.count) >= expected
        }
        return arrivals.withLock { $0.map { Double(($0 - start).nanoseconds) / 1_000_000 } }
    }

    func close() async {
        for channel in channels.withLock({ $0 }) { try? await channel.close() }
        channels.withLock { $0 = [] }
    }
}

/// What a socket's handler is made of, on its event loop.
private struct SocketParts: Sendable {
    let path: String
    let greeting: String?
    let opened: EventLoopPromise<Void>
    let onMessage: @Sendable () -> Void

    func make() -> SocketClient { SocketClient(path: path, greeting: greeting, opened: opened, onMessage: onMessage) }
}
