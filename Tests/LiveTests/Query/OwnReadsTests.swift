import Domain
import Events
import HTTPTypes
import JSON
import Postgres
import Testing

@testable import QueryAPI

@Suite("A person's own reads")
struct OwnReadsTests {
    @Test("orders are their owner's alone, listed by filters, found by id and number, and change at once")
    func orders() async throws {
        try await QueryHost.run { host, _ in
            try await host.fixture.database.execute(Self.people)
            try await host.fixture.database.execute(Self.orders)
            #expect(try await host.get("/api/orders/", user: 1).ids == [3, 1])
            #expect(try await host.get("/api/orders/?status=shipped", user: 1).ids == [3])
            #expect(try await host.get("/api/orders/?created_after=2026-01-02", user: 1).ids == [3])
            #expect(try await host.get("/api/orders/ORD-20260101-000001/", user: 1).json["id"]?.integerValue == 1)
            for path in ["2", "ORD-20260101-000002", "99", "nonsense"] {
                #expect(try await host.get("/api/orders/\(path)/", user: 1).status == 404, "\(path)")
            }
            #expect(try await host.get("/api/orders/").status == 401)
            let again = try await host.get("/api/orders/", user: 1)
            #expect(again.isHit && again.headers[.cacheControl] == "private, no-cache")
            try await host.change(Self.shipped, "UPDATE orders SET status = 'shipped' WHERE id = 1")
            #expect(try await host.get("/api/orders/?status=shipped", user: 1).ids == [3, 1])
            #expect(try await host.get("/api/orders/1/", user: 1).json["status"]?.stringValue == "shipped")
        }
    }

    @Test("profile, sessions and an empty cart are read as they are now")
    func account() async throws {
        try await QueryHost.run { host, _ in
            try await host.fixture.database.execute(Self.people)
            let profile = try await host.get("/api/auth/profile/", user: 1)
            #expect(profile.json["email"]?.stringValue == "one@example.com")
            #expect(try await host.get("/api/auth/profile/", user: 99).status == 401)
            let cart = try await host.get("/api/cart/", user: 1)
            #expect(cart.json["items"]?.arrayValue == [] && cart.json["total"]?.stringValue == "0.00")
            try await host.fixture.database.execute(
                "INSERT INTO sessions (user_id, expires_at) VALUES (1, now() + interval '1 day')")
            let sessions = try await host.get("/api/auth/sessions/", user: 1).json["results"]?.arrayValue
            #expect(sessions?.map { $0["current"]?.boolValue } == [true])
        }
    }

    private static let people: Statement = """
        INSERT INTO users (id, email, email_key, password_hash) VALUES
            (1, 'one@example.com', 'one@example.com', ''), (2, 'two@example.com', 'two@example.com', '')
        """

    private static let orders: Statement = """
        INSERT INTO orders (id, number, user_id, status, total, currency, shipping_address, created_at)
        OVERRIDING SYSTEM VALUE VALUES
            (1, 'ORD-20260101-000001', 1, 'pending', 100, 'USD', 'Here', '2026-01-01Z'),
            (2, 'ORD-20260101-000002', 2, 'pending', 200, 'USD', 'There', '2026-01-01Z'),
            (3, 'ORD-20260103-000003', 1, 'shipped', 300, 'USD', 'Here', '2026-01-03Z')
        """

    private static let shipped = Change.order(
        OrderChange(
            id: OrderID(1), number: "ORD-20260101-000001", user: UserID(1), status: .shipped, previousStatus: .pending,
            total: Money(minorUnits: 100), currency: "USD"))
}
