import Domain
import Events
import HTTPTypes
import JSON
import Postgres
import TestSupport
import Testing
import WebAPI

@testable import QueryAPI

@Suite("Invoices")
struct InvoiceTests {
    @Test("are their owner's alone, as PDF or as a page")
    func access() async throws {
        try await QueryHost.run { host, _ in
            try await host.fixture.database.execute(Self.people)
            try await host.fixture.database.execute(Self.orders)
            try await host.fixture.database.execute(Self.number)
            for reference in ["1", "ORD-20260101-000001"] {
                let pdf = try await host.get("/api/orders/\(reference)/invoice/", user: 1)
                #expect(pdf.status == 200 && pdf.headers[.contentType] == "application/pdf", "\(reference)")
                #expect(pdf.text.hasPrefix("%PDF-"))
                #expect(pdf.headers[.contentDisposition] == "inline; filename=\"invoice-2026-000042.pdf\"")
                #expect(
                    pdf.headers[.cacheControl] == "private, no-cache" && pdf.headers[values: .vary].contains("Accept"))
            }
            for reference in ["2", "ORD-20260101-000002", "99", "nonsense"] {
                #expect(try await host.get("/api/orders/\(reference)/invoice/", user: 1).status == 404, "\(reference)")
            }
            #expect(try await host.get("/api/orders/1/invoice/").status == 401)
            let page = try await host.get("/api/orders/1/invoice/", user: 1, headers: [.accept: "text/html"])
            #expect(page.headers[.contentType] == "text/html; charset=utf-8" && page.text.contains("2026-000042"))
            #expect(page.headers[.contentSecurityPolicy]?.contains("style-src 'sha256-") == true)
            #expect(page.headers[.contentDisposition] == "inline; filename=\"invoice-2026-000042.html\"")
            let other = try await host.get("/api/orders/1/invoice/", user: 1, headers: [.accept: "application/json"])
            #expect(other.headers[.contentType] == "application/pdf")
        }
    }

    @Test("print the order as it was placed, whatever was renamed since, and say when it is cancelled")
    func snapshot() async throws {
        try await QueryHost.run { host, _ in
            let database = host.fixture.database
            try await database.execute(Self.people)
            try await database.execute(Self.orders)
            try await database.execute(Self.number)
            try await database.execute("UPDATE products SET name = 'Renamed', price = 1, sku = 'NEW' WHERE id = 1")
            try await database.execute("UPDATE users SET name = 'Somebody Else', email = 'else@example.com'")
            let page = try await Self.page(host)
            for expected in [
                "Red &lt;b&gt;Shoes&lt;/b&gt;", "AB-12/x", "50.00", "100.00\u{A0}USD", "One Before", "Here 1",
            ] {
                #expect(page.text.contains(expected), "\(expected)")
            }
            for unexpected in ["Renamed", "NEW", "Somebody Else", "else@example.com", "cancelled", "<b>"] {
                #expect(!page.text.contains(unexpected), "\(unexpected)")
            }
            try await host.change(Self.cancelled, "UPDATE orders SET status = 'cancelled' WHERE id = 1")
            let cancelled = try await Self.page(host)
            #expect(cancelled.text.contains("This order was cancelled on"))
            #expect(cancelled.headers[.eTag] != page.headers[.eTag])
        }
    }

    @Test("come from the cache with one entity tag, or as 304")
    func caching() async throws {
        try await QueryHost.run { host, _ in
            try await host.fixture.database.execute(Self.people)
            try await host.fixture.database.execute(Self.orders)
            try await host.fixture.database.execute(Self.number)
            let first = try await host.get("/api/orders/1/invoice/", user: 1)
            let again = try await host.get("/api/orders/1/invoice/", user: 1)
            #expect(again.isHit && again.headers[.eTag] == first.headers[.eTag])
            let tag = try #require(first.headers[.eTag])
            let unchanged = try await host.get("/api/orders/1/invoice/", user: 1, headers: [.ifNoneMatch: tag])
            #expect(
                unchanged.status == 304 && unchanged.text.isEmpty && unchanged.headers[values: .vary].contains("Accept")
            )
            let page = try await Self.page(host)
            #expect(page.headers[.eTag] != tag)
        }
    }

    @Test("are waited for until their order is numbered")
    func numbering() async throws {
        try await QueryHost.run { host, _ in
            let database = host.fixture.database
            try await database.execute(Self.people)
            try await database.execute(Self.orders)
            let tooEarly = try await host.get("/api/orders/1/invoice/", user: 1)
            #expect(tooEarly.status == 503 && tooEarly.headers[.retryAfter] == "1")
            #expect(tooEarly.json["type"]?.stringValue == "/problems/unavailable")
            try await eventually("one that is numbered meanwhile is waited for") {
                try await database.execute("DELETE FROM invoices")
                async let waiting = host.get("/api/orders/1/invoice/", user: 1)
                try await database.execute(Self.number)
                return try await waiting.status == 200
            }
            #expect(try await host.get("/api/orders/1/invoice/", user: 1).status == 200)
        }
    }

    @Test("are printed once, also for who asks past the cache")
    func printing() async throws {
        try await QueryHost.run { host, _ in
            try await host.fixture.database.execute(Self.people)
            try await host.fixture.database.execute(Self.orders)
            try await host.fixture.database.execute(Self.number)
            let newest: HTTPFields = [.readAfter: ReadAfter(xid: .max).text]
            let first = try await host.get("/api/orders/1/invoice/", user: 1, headers: newest)
            let hits = host.levels.counters[.l1Hits]
            let again = try await host.get("/api/orders/1/invoice/", user: 1, headers: newest)
            #expect(again.status == 200 && again.headers[.eTag] == first.headers[.eTag])
            #expect(again.cacheStatus == "tandem; fwd=request" && host.levels.counters[.l1Hits] == hits + 1)
            try await host.change(Self.cancelled, "UPDATE orders SET status = 'cancelled' WHERE id = 1")
            let cancelled = try await host.get("/api/orders/1/invoice/", user: 1, headers: newest)
            #expect(cancelled.status == 200 && cancelled.headers[.eTag] != first.headers[.eTag])
        }
    }

    private static func page(_ host: QueryHost) async throws -> QueryHost.Answer {
        try await host.get("/api/orders/1/invoice/", user: 1, headers: [.accept: "text/html"])
    }

    private static let people: Statement = """
        INSERT INTO users (id, email, email_key, password_hash, name) VALUES
            (1, 'one@example.com', 'one@example.com', '', 'One Before'),
            (2, 'two@example.com', 'two@example.com', '', '')
        """

    private static let orders: Statement = """
        WITH orders AS (
            INSERT INTO orders (id, number, user_id, status, total, currency, shipping_address, created_at)
            OVERRIDING SYSTEM VALUE VALUES
                (1, 'ORD-20260101-000001', 1, 'pending', 10000, 'USD', 'Here 1', '2026-01-01Z'),
                (2, 'ORD-20260101-000002', 2, 'pending', 200, 'USD', 'There', '2026-01-01Z')
            RETURNING id
        )
        INSERT INTO order_items (order_id, product_id, name, sku, price, quantity)
        SELECT id, 1, 'Red <b>Shoes</b>', 'AB-12/x', 5000, 2 FROM orders WHERE id = 1
        """

    private static let number: Statement = """
        INSERT INTO invoices (order_id, year, sequence, customer_name, customer_email)
        SELECT orders.id, 2026, 41 + orders.id, users.name, users.email
        FROM orders JOIN users ON users.id = orders.user_id
        """

    private static let cancelled = Change.order(
        OrderChange(
            id: OrderID(1), number: "ORD-20260101-000001", user: UserID(1), status: .cancelled,
            previousStatus: .pending, total: Money(minorUnits: 10_000), currency: "USD"))
}
