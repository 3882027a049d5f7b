import Domain
import NIOCore
import NIOEmbedded
import Testing

@testable import QueryAPI

@Suite("The sockets' figures")
struct SocketCountersTests {
    @Test("sockets are counted by endpoint while they are open, and each event says how many it was told to")
    func open() async throws {
        let environment = try await SocketFixture.environment()
        let fixture = SocketFixture(environment)
        let admin = try fixture.open(user: 1, role: .admin, at: .adminOrders)
        let own = try fixture.open(user: 2)
        _ = try fixture.open(user: 3)
        #expect(count(of: .orders, environment) == 2 && count(of: .adminOrders, environment) == 1)
        #expect(fixture.deliver(5, user: 2) == 2 && fixture.deliver(6, user: 9) == 1)
        // Three welcomes, and these.
        #expect(environment.counters.messagesSent == 3 + 3)
        _ = try own.finish(acceptAlreadyClosed: true)
        _ = try admin.finish(acceptAlreadyClosed: true)
        #expect(count(of: .orders, environment) == 1 && count(of: .adminOrders, environment) == 0)
        #expect(fixture.deliver(7, user: 2) == 0)
    }

    @Test("a slow reader's close is counted once, under its code")
    func slow() async throws {
        let environment = try await SocketFixture.environment()
        let fixture = SocketFixture(environment)
        let slow = try fixture.open(user: 1)
        slow.isWritable = false
        fixture.deliver(5, user: 1)
        fixture.deliver(6, user: 1)
        let closes = environment.counters.closes.filter { $0.1 > 0 }
        #expect(closes.map(\.0) == [.tooSlow] && closes.map(\.1) == [1])
    }

    private func count(of endpoint: SocketEndpoint, _ environment: SocketEnvironment) -> Int? {
        environment.counters.open.first { $0.0 == endpoint }?.1
    }
}
