import Domain
import NIOCore
import NIOEmbedded
import NIOWebSocket
import Testing

@testable import QueryAPI

@Suite("Open sockets")
struct OpenSocketTests {
    @Test("who does not read is closed with 1013 and its cursor, and nobody else waits for it")
    func slowReader() async throws {
        let environment = try await SocketFixture.environment()
        try exerciseSlowReader(SocketFixture(environment))
    }

    private func exerciseSlowReader(_ fixture: SocketFixture) throws {
        let slow = try fixture.open(user: 1)
        let other = try fixture.open(user: 1)
        fixture.deliver(5, user: 1)
        #expect(try slow.written() == ["welcome", "order.placed"])
        slow.isWritable = false
        fixture.deliver(6, user: 1)
        fixture.deliver(7, user: 1)
        #expect(try slow.written() == ["1013 after=5"])
        #expect(try other.written() == ["welcome", "order.placed", "order.placed", "order.placed"])
    }

    @Test("a reset that could not be sent is not passed over by the cursor")
    func unsentReset() async throws {
        let environment = try await SocketFixture.environment()
        let fixture = SocketFixture(environment)
        let slow = try fixture.open(user: 1)
        fixture.deliver(5, user: 1)
        slow.isWritable = false
        fixture.shard.reset(to: 90)
        #expect(try slow.written() == ["welcome", "order.placed", "1013 after=5"])
    }

    @Test("the socket of an admin is told once of an order that is the admin's own")
    func toldOnce() async throws {
        let environment = try await SocketFixture.environment()
        let fixture = SocketFixture(environment)
        let admin = try fixture.open(user: 1, role: .admin, at: .notifications)
        let customer = try fixture.open(user: 2, at: .notifications)
        fixture.deliver(5, user: 1)
        #expect(try admin.written() == ["welcome", "order.placed"])
        #expect(try customer.written() == ["welcome"])
    }

    @Test("a close is answered with its code; one with half a code is a mistake (RFC 6455 §5.5.1)")
    func closing() async throws {
        let fixture = SocketFixture(try await SocketFixture.environment())
        for (payload, expected) in [([], "0 "), ([0x03, 0xE8], "1000 "), ([0x03], "1002 ")] as [([UInt8], String)] {
            #expect(try answer(to: payload, in: fixture) == [expected])
        }
    }

    @Test("a close with a code that nobody may send is a mistake (RFC 6455 §7.4)")
    func reservedCloseCodes() async throws {
        let fixture = SocketFixture(try await SocketFixture.environment())
        func answers(_ code: UInt16) throws -> [String] {
            try answer(to: [UInt8(code >> 8), UInt8(code & 0xFF)], in: fixture)
        }
        for code in [1000, 1003, 1007, 1011, 1014, 3000, 4999] as [UInt16] {
            #expect(try answers(code) == ["\(code) "])
        }
        for code in [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, .max] as [UInt16] {
            #expect(try answers(code) == ["1002 "], "\(code)")
        }
    }

    /// What a client's close frame is answered.
    private func answer(to payload: [UInt8], in fixture: SocketFixture) throws -> [String] {
        let channel = try fixture.open(user: 1)
        #expect(try channel.written() == ["welcome"])
        try channel.writeInbound(WebSocketFrame(fin: true, opcode: .connectionClose, data: ByteBuffer(bytes: payload)))
        return try channel.written()
    }

    @Test("closed sockets give their places back, refused ones no more than they took")
    func quota() async throws {
        let environment = try await SocketFixture.environment(perUser: 2, perAddress: 1)
        try exerciseQuota(SocketFixture(environment))
    }

    private func exerciseQuota(_ fixture: SocketFixture) throws {
        let address = try #require(IPAddress(parsing: "192.0.2.1"))
        #expect(fixture.quota.admit(address))
        let admitted = try fixture.open(address: address)
        let refused = try fixture.open(address: nil)
        refused.socket.close(.tooManySockets)
        #expect(try refused.channel.written() == ["4429 "])
        _ = try refused.channel.finish()
        #expect(!fixture.quota.admit(address))
        _ = try admitted.channel.finish()
        #expect(fixture.quota.admit(address))

        for _ in 0..<3 {
            let sockets = [try fixture.open(user: 1), try fixture.open(user: 1)]
            let third = try fixture.open(user: 1)
            #expect(try third.written() == ["4429 "])
            for channel in sockets + [third] { _ = try channel.finish() }
        }
    }

    @Test("a socket ends with its session, and no other session's does")
    func sessionEnds() async throws {
        let environment = try await SocketFixture.environment()
        let fixture = SocketFixture(environment)
        let ended = try fixture.open(user: 1, session: 10)
        let other = try fixture.open(user: 1, session: 11)
        fixture.shard.deliver([], ended: [(UserID(1), SessionID(10))], upTo: 3)
        #expect(try ended.written() == ["welcome", "4401 "])
        #expect(try other.written() == ["welcome"])
    }
}
