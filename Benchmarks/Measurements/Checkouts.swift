/// Checkouts of carts that are filled beforehand, each by another customer: over HTTP, and as the same statements by
/// pgbench.
struct Checkouts: Sendable {
    /// What a time of selling came to.
    struct Sales: Sendable {
        var perSecond = 0.0
        /// That each order took.
        var milliseconds: [Double] = []
        /// Orders that the shop was too busy for.
        var refused = 0

        mutating func add(_ other: Sales) {
            milliseconds += other.milliseconds
            refused += other.refused
        }
    }

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    /// All but the admin: enough for some seconds, each of them once.
    static let customers = People.count - 1

    let bench: Workbench

    /// Fills the carts of the first customers, each with one of so many products.
    func fillCarts(_ customers: Int = Checkouts.customers, products: Int) async throws {
        try await bench.shop.sql(
            """
            TRUNCATE cart_items;
            WITH sold AS (
                SELECT id, price, row_number() OVER (ORDER BY id) - 1 AS place
                FROM (SELECT id, price FROM products WHERE is_active AND in_stock ORDER BY id LIMIT \(products)) AS few
            )
            INSERT INTO cart_items (user_id, product_id, quantity, price)
            SELECT 1 + n, sold.id, 1, sold.price
            FROM generate_series(1, \(customers)) AS n
            JOIN sold ON place = n * 7919 % \(products);
            VACUUM (ANALYZE) cart_items;
            """)
    }

    /// Places orders for one customer, one after the other.
    func place(_ orders: Int, for customer: Int) async throws {
        try await HTTPConnection.withConnections(1, port: try bench.shop.commandPort) { connections in
            for _ in 0..<orders {
                try await fillCarts(customer + 1, products: 100)
                guard try await placeOrder(of: customer, on: connections[0]) else {
                    throw Failed(description: "the shop is too busy for a checkout")
                }
            }
        }
    }

    /// - Returns: whether it was placed; false when the shop was too busy for it (503).
    func placeOrder(of customer: Int, on connection: HTTPConnection) async throws -> Bool {
        var request = Request.send("POST", "/api/orders/create/", token: bench.people.customers[customer], json: "{}")
        request.headers = [("Idempotency-Key", Self.newKey())]
        let answer = try await connection.send(request)
        guard answer.status == 201 || answer.status == 503 else {
            throw Failed(description: "a checkout answered \(answer.text)")
        }
        return answer.status == 201
    }

    /// Customers check out, one after the other in each of so many clients, until the time is over.
    func overHTTP(seconds: Double, clients: Int) async throws -> Sales {
        let customers = Counter()
        return try await HTTPConnection.withConnections(clients, port: try bench.shop.commandPort) { connections in
            let begun = ContinuousClock.now
            var sales = try await withThrowingTaskGroup(of: Sales.self) { group in
                for connection in connections {
                    group.addTask { try await checkOut(customers, on: connection, until: begun + .seconds(seconds)) }
                }
                return try await group.reduce(into: Sales()) { $0.add($1) }
            }
            sales.perSecond = Double(sales.milliseconds.count) / ((.now - begun) / .seconds(1))
            return sales
        }
    }

    private func checkOut(
        _ customers: Counter, on connection: HTTPConnection, until end: ContinuousClock.Instant
    ) async throws -> Sales {
        var sales = Sales()
        while ContinuousClock.now < end, case let customer = customers.take(), customer < Self.customers {
            let start = ContinuousClock.now
            if try await placeOrder(of: customer, on: connection) {
                sales.milliseconds.append((.now - start) / .milliseconds(1))
            } else {
                sales.refused += 1
            }
        }
        return sales
    }

    /// The same statements in the same transactions.
    /// - Returns: orders per second.
    func byPgbench(seconds: Double, clients: Int) async throws -> Double {
        try await PgBench(shop: bench.shop).run(
            script: CheckoutScript.text(key: Self.newKey(), clients: clients, customers: Self.customers),
            clients: clients, seconds: seconds)
    }

    private static let keys = Counter()
    private static let run = UInt32.random(in: .min ... .max)

    private static func newKey() -> String { "bench-\(run)-\(keys.take())" }
}
