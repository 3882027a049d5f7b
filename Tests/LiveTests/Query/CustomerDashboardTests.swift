import Domain
import Events
import JSON
import Postgres
import Testing

@testable import QueryAPI

@Suite("A customer's dashboard")
struct CustomerDashboardTests {
    @Test("sums up one's own orders, cart and notifications")
    func sums() async throws {
        try await QueryHost.run { host, _ in
            let database = host.fixture.database
            try await database.execute(Self.people)
            for statement in Self.shopping { try await database.execute(statement) }
            try await host.change(Self.shipped, "UPDATE orders SET status = 'shipped' WHERE id = 7")
            try await database.execute("UPDATE events SET user_id = 1")
            let dashboard = try await host.get("/api/customer/dashboard/", user: 1)
            #expect(dashboard.status == 200)
            #expect(dashboard.json["total_orders"]?.integerValue == 7)
            let counts = dashboard.json["orders_by_status"]
            for (status, count) in [("pending", 5), ("shipped", 1), ("delivered", 0), ("cancelled", 1)] {
                #expect(counts?[status]?.integerValue == Int64(count), "\(status)")
            }
            // Without the cancelled one, and the one in another currency.
            #expect(dashboard.json["total_spent"]?.stringValue == "24.00")
            #expect(dashboard.json["currency"]?.stringValue == "USD")
            let recent = dashboard.json["recent_orders"]?.arrayValue?.compactMap { $0["id"]?.integerValue }
            #expect(recent == [7, 6, 5, 4, 3])
            #expect(dashboard.json["cart"]?["total_items"]?.integerValue == 5)
            #expect(dashboard.json["cart"]?["total"]?.stringValue == "210.00")
            let cart = try await host.get("/api/cart/", user: 1)
            #expect(dashboard.json["cart"]?["total"] == cart.json["total"])
            #expect(dashboard.json["unread_notifications"]?.integerValue == 1)
        }
    }

    @Test("is empty for who has bought nothing, and closed to nobody in particular")
    func empty() async throws {
        try await QueryHost.run { host, _ in
            try await host.fixture.database.execute(Self.people)
            let dashboard = try await host.get("/api/customer/dashboard/", user: 1)
            #expect(dashboard.json["total_orders"]?.integerValue == 0)
            #expect(dashboard.json["total_spent"]?.stringValue == "0.00")
            #expect(dashboard.json["recent_orders"]?.arrayValue == [])
            #expect(dashboard.json["cart"]?["total_items"]?.integerValue == 0)
            #expect(try await host.get("/api/customer/dashboard/").status == 401)
        }
    }

    @Test("adds ten thousand orders up from the index alone, and stops at what 64 bits hold")
    func manyOrders() async throws {
        try await QueryHost.run { host, _ in
            let database = host.fixture.database
            try await database.execute(Self.people)
            try await database.execute(Self.many)
            try await database.execute("VACUUM ANALYZE orders")
            let plan = try await database.query(
                """
                EXPLAIN SELECT count(*) FILTER (WHERE status = 'pending'), sum(total) FILTER (WHERE currency = 'USD')
                FROM orders WHERE user_id = 1
                """, as: String.self)
            #expect(plan.contains { $0.contains("Index Only Scan using orders_sums_of_user") }, "\(plan)")
            let dashboard = try await host.get("/api/customer/dashboard/", user: 1)
            #expect(dashboard.json["total_orders"]?.integerValue == 10_000)
            #expect(dashboard.json["total_spent"]?.stringValue == "92233720368547758.07")
        }
    }

    private static let people: Statement = """
        INSERT INTO users (id, email, email_key, password_hash) VALUES
            (1, 'one@example.com', 'one@example.com', ''), (2, 'two@example.com', 'two@example.com', '')
        """

    /// One order in dinars, one cancelled, the others of 3, 4, 5, 6 and 6 dollars; the last one is another person's.
    private static let shopping: [Statement] = [
        """
        INSERT INTO orders (id, number, user_id, status, total, currency, shipping_address, created_at)
        OVERRIDING SYSTEM VALUE
        SELECT n, 'ORD-' || n || 'x', CASE n WHEN 8 THEN 2 ELSE 1 END,
               CASE n WHEN 2 THEN 'cancelled' ELSE 'pending' END, 100 * n, CASE n WHEN 1 THEN 'KWD' ELSE 'USD' END,
               'Here', timestamptz '2026-01-01Z' + n * interval '1 day'
        FROM generate_series(1, 8) AS n
        """,
        "UPDATE orders SET total = 99 WHERE currency = 'KWD'",
        "UPDATE orders SET total = 600 WHERE id = 7",
        "INSERT INTO carts (user_id) VALUES (1)",
        "INSERT INTO cart_items (user_id, product_id, quantity, price) VALUES (1, 1, 3, 1), (1, 3, 2, 1)",
    ]

    private static let many: Statement = """
        INSERT INTO orders (number, user_id, total, currency, shipping_address)
        SELECT 'ORD-' || n || 'x', CASE WHEN n <= 10000 THEN 1 ELSE 2 END, 999999999999999999, 'USD', 'Here'
        FROM generate_series(1, 20000) AS n
        """

    private static let shipped = Change.order(
        OrderChange(
            id: OrderID(7), number: "ORD-7x", user: UserID(1), status: .shipped, previousStatus: .pending,
            total: Money(minorUnits: 600), currency: "USD"))
}
