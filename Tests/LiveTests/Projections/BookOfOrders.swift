import Domain
import Events
import Postgres
import Testing

@testable import CommandAPI

/// Orders written without their carts, on any day, and what a scan of them all says that the projections should.
struct BookOfOrders: Sendable {
    let database: Database
    private let customer: UserID
    private let products: [ProductID]

    init(on database: Database) async throws {
        self.database = database
        customer = try await database.one(
            "INSERT INTO users (email, email_key, password_hash, name) VALUES ('a@b.org', 'a@b.org', '', 'Ann') RETURNING id",
            as: UserID.self)
        products = try await database.query(
            """
            INSERT INTO products (name, slug, price)
            SELECT 'Product ' || n, 'product-' || n, n * 100 FROM generate_series(1, 5) AS n
            RETURNING id
            """, as: ProductID.self)
    }

    /// An order of one to three lines, placed so many days ago, with its event.
    @discardableResult
    func place(daysAgo: Int, by generator: inout some RandomNumberGenerator) async throws -> OrderID {
        let chosen = products.shuffled(using: &generator).prefix(Int.random(in: 1...3, using: &generator))
        let lines = chosen.map { (product: $0, price: Int64.random(in: 0...900, using: &generator)) }
        let quantities = lines.map { _ in Int.random(in: 1...4, using: &generator) }
        let total = zip(lines, quantities).reduce(0) { $0 + $1.0.price * Int64($1.1) }
        return try await database.transaction { transaction in
            let order = try await transaction.one(
                """
                INSERT INTO orders (number, user_id, total, currency, shipping_address, created_at)
                VALUES (gen_random_uuid()::text, \(customer), \(total), 'USD', 'x', now() - \(daysAgo) * interval '1 day')
                RETURNING id
                """, as: OrderID.self)
            try await transaction.execute(
                """
                INSERT INTO order_items (order_id, product_id, name, price, quantity)
                SELECT \(order), product, 'x', price, quantity
                FROM unnest(\(lines.map(\.product)), \(lines.map(\.price)), \(quantities)) AS line (product, price, quantity)
                """)
            try await transaction.record(change(order, from: nil, to: .pending, total))
            return order
        }
    }

    func move(_ order: OrderID, to status: OrderStatus) async throws {
        try await database.transaction { transaction in
            let (old, total) = try await transaction.one(
                "SELECT status, total FROM orders WHERE id = \(order) FOR UPDATE", as: (OrderStatus, Int64).self)
            guard old.allowedNext.contains(status) else { return }
            try await transaction.execute("UPDATE orders SET status = \(status) WHERE id = \(order)")
            try await transaction.record(change(order, from: old, to: status, total))
        }
    }

    private func change(_ order: OrderID, from old: OrderStatus?, to new: OrderStatus, _ total: Int64) -> Change {
        .order(
            OrderChange(
                id: order, number: "\(order)", user: customer, status: new, previousStatus: old,
                total: Money(minorUnits: total), currency: "USD"))
    }

    func number() async throws {
        try await database.withConnection { connection in
            while try await Numbering(connection: connection).number().isFull {}
        }
    }

    /// Everything that is committed, numbered and consumed.
    func settle() async throws {
        try await number()
        try await Projection.consumeAll(on: database)
        try await RecentPeriods.advance(on: database)
    }

    /// The figures and the invoices are what a scan over all orders makes of them.
    func expectExact(_ comment: Comment) async throws {
        for (kept, scanned) in Self.figures {
            let differing = try await database.one(
                "SELECT count(*) FROM ((\(kept)) EXCEPT (\(scanned)) UNION ALL ((\(scanned)) EXCEPT (\(kept)))) AS differing",
                as: Int.self)
            #expect(differing == 0, "\(comment): \(kept)")
        }
        let orders = try await database.one("SELECT count(*) FROM orders", as: Int.self)
        #expect(try await database.one("SELECT count(*) FROM invoices", as: Int.self) == orders, comment)
        let outOfPlace = try await database.one(
            """
            SELECT count(*)
            FROM (SELECT sequence, row_number() OVER (PARTITION BY year ORDER BY coalesce(position, 0), order_id) AS place
                  FROM invoices
                  LEFT JOIN events ON kind = 'order.placed' AND (payload::json->>'id')::bigint = order_id) AS invoice
            WHERE sequence <> place
            """, as: Int.self)
        #expect(outOfPlace == 0, comment)
    }

    /// What is kept, and the scan that says the same.
    private static let figures: [(Statement, Statement)] = [
        (
            "SELECT status, orders FROM order_figures WHERE orders <> 0",
            "SELECT status, count(*) FROM orders GROUP BY status"
        ),
        (
            "SELECT day, orders, cancelled, revenue FROM daily_figures",
            """
            SELECT (created_at AT TIME ZONE 'UTC')::date, count(*), count(*) FILTER (WHERE status = 'cancelled'),
                   coalesce(sum(total) FILTER (WHERE status <> 'cancelled'), 0)::bigint
            FROM orders GROUP BY 1
            """
        ),
        (
            "SELECT day, product_id, units, revenue FROM daily_product_figures WHERE units <> 0",
            """
            SELECT (created_at AT TIME ZONE 'UTC')::date, product_id, sum(quantity)::bigint, sum(price * quantity)::bigint
            FROM orders JOIN order_items ON order_id = orders.id WHERE status <> 'cancelled' GROUP BY 1, 2
            """
        ),
        (
            "SELECT days, product_id, units, revenue FROM recent_product_figures WHERE units <> 0",
            """
            SELECT days, product_id, sum(quantity)::bigint, sum(price * quantity)::bigint
            FROM orders JOIN order_items ON order_id = orders.id, recent_periods
            WHERE status <> 'cancelled'
                AND (created_at AT TIME ZONE 'UTC')::date BETWEEN through - days + 1 AND through
            GROUP BY 1, 2
            """
        ),
        ("SELECT year, last FROM invoice_years", "SELECT year, count(*) FROM invoices GROUP BY year"),
    ]
}

extension Projection {
    /// All projections consume all that is numbered.
    static func consumeAll(on database: Database) async throws {
        for projection in all {
            while try await !projection.step(on: database).isCaughtUp {}
        }
    }
}
