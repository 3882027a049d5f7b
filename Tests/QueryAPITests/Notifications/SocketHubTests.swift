import Events
import NIOCore
import NIOEmbedded
import NIOPosix
import TestSupport
import Testing

@testable import QueryAPI

@Suite("The hub of all sockets")
struct SocketHubTests {
    @Test("a loop without sockets is not woken, and its next socket begins where the log is")
    func unattendedLoop() async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let hub = try await SocketHub(group: loop, environment: SocketFixture.environment())
        hub.observe(.applied([SocketFixture.event(5, user: 1)]))
        #expect(try await loop.submit { hub.shard(of: loop)?.position }.get() == 0)

        let socket = try await Self.open(loop, hub)
        #expect(try await Self.written(socket, on: loop).last?.contains("\"position\":5}") == true)
        hub.observe(.applied([SocketFixture.event(6, user: 1)]))
        #expect(try await Self.written(socket, on: loop).last?.contains("\"id\":6,") == true)
        try await loop.submit { _ = try socket.value.finish() }.get()

        hub.observe(.applied([SocketFixture.event(7, user: 1)]))
        hub.observe(.reset(position: 3))
        #expect(try await loop.submit { hub.shard(of: loop)?.position }.get() == 3)
        let next = try await Self.open(loop, hub)
        #expect(try await Self.written(next, on: loop).last?.contains("\"position\":3}") == true)
        try await loop.submit { _ = try next.value.finish() }.get()
    }

    private static func open(_ loop: any EventLoop, _ hub: SocketHub) async throws -> NIOLoopBound<EmbeddedChannel> {
        try await loop.submit {
            let shard = try #require(hub.shard(of: loop))
            let socket = SocketHandler(shard: shard, endpoint: .orders, resumeAfter: nil, address: nil)
            let channel = EmbeddedChannel(handler: socket)
            socket.signIn(SocketFixture.signIn(user: 1))
            return NIOLoopBound(channel, eventLoop: loop)
        }.get()
    }

    private static func written(_ channel: NIOLoopBound<EmbeddedChannel>, on loop: any EventLoop) async throws
        -> [String]
    {
        try await loop.submit {
            var texts: [String] = []
            while let bytes = try channel.value.readOutbound(as: ByteBuffer.self) {
                texts.append(String(buffer: bytes))
            }
            return texts
        }.get()
    }
}
