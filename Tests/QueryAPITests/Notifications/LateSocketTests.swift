import Domain
import NIOCore
import NIOWebSocket
import TestSupport
import Testing

@testable import QueryAPI

@Suite("Sockets whose clients read late")
struct LateSocketTests {
    @Test("messages arrive whole and in order, whether the kernel takes them at once or not")
    func order() async throws {
        let environment = try await SocketFixture.environment()
        try await SmallSender.run { sender in
            let socket = try await Self.open(sender.channel, environment)
            let ids = Array(1...Int64(200))
            func deliver(_ ids: [Int64]) async throws {
                let messages = ids.compactMap { SocketFixture.message($0, user: 1) }
                try await sender.channel.eventLoop.submit { _ = socket.value.deliver(messages, ended: [], upTo: 0) }
                    .get()
            }
            // Each for itself, as they happen.
            for id in ids { try await deliver([id]) }
            let texts = try Self.messages(ids.count + 1, of: sender.client)
            #expect(texts.first?.hasPrefix(#"{"type":"welcome""#) == true)
            let given = texts.dropFirst().map { $0.split(separator: ",")[1] }
            #expect(given == ids.map { "\"id\":\($0)" })
            let detour = sender.detour.bytes
            #expect(detour > 0 && detour < texts.reduce(0) { $0 + $1.utf8.count })
            // And once more the short way.
            try await deliver([201])
            #expect(try Self.messages(1, of: sender.client).first?.contains("\"id\":201,") == true)
            #expect(sender.detour.bytes == detour)
        }
    }

    private static func open(
        _ channel: any Channel, _ environment: SocketEnvironment
    ) async throws -> NIOLoopBound<SocketShard> {
        try await channel.eventLoop.submit {
            let shard = SocketShard(loop: channel.eventLoop, environment: environment)
            let socket = SocketHandler(shard: shard, endpoint: .orders, resumeAfter: nil, address: nil)
            try channel.pipeline.syncOperations.addHandler(socket)
            socket.signIn(SocketFixture.signIn(user: 1))
            return NIOLoopBound(shard, eventLoop: channel.eventLoop)
        }.get()
    }

    /// The next text frames: a server's are unmasked, and these are shorter than 64 KiB.
    private static func messages(_ count: Int, of client: LateReader) throws -> [String] {
        try (0..<count).map { _ in
            let head = try client.read(2)
            try #require(head.first == 0x81)
            var length = Int(head[1])
            if length == 126 { length = try client.read(2).reduce(0) { $0 << 8 | Int($1) } }
            return String(decoding: try client.read(length), as: UTF8.self)
        }
    }
}
