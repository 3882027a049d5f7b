/// Checkouts of carts that are filled beforehand, each by another customer: over HTTP, and as the same statements by
/// pgbench.
struct Checkouts: Sendable {
    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    let bench: Workbench

    /// Fills the carts of so many customers, each with one of so many products.
    func fillCarts(_ customers: Int, products: Int) async throws {
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
                try await placeOrder(of: customer, on: connections[0])
            }
        }
    }

    func placeOrder(of customer: Int, on connection: HTTPConnection) async throws {
        var request = Request.send("POST", "/api/orders/create/", token: bench.people.customers[customer], json: "{}")
        request.headers = [("Idempotency-Key", Self.newKey())]
        let answer = try await connection.send(request)
        guard answer.status == 201 else { throw Failed(description: "a checkout answered \(answer.text)") }
    }

    /// The first customers check out, so many at once.
    /// - Returns: orders per second, and the milliseconds that each took.
    func overHTTP(_ orders: Int, clients: Int) async throws -> (perSecond: Double, milliseconds: [Double]) {
        let next = Counter()
        return try await HTTPConnection.withConnections(clients, port: try bench.shop.commandPort) { connections in
            let begun = ContinuousClock.now
            let times = try await withThrowingTaskGroup(of: [Double].self) { group in
                for connection in connections {
                    group.addTask {
                        var times: [Double] = []
                        while case let customer = next.take(), customer < orders {
                            let start = ContinuousClock.now
                            try await placeOrder(of: customer, on: connection)
                            times.append((.now - start) / .milliseconds(1))
                        }
                        return times
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            return (Double(orders) / ((.now - begun) / .seconds(1)), times)
        }
    }

    /// The same statements in the same transactions.
    /// - Returns: orders per second.
    func byPgbench(_ orders: Int, clients: Int) async throws -> Double {
        try await PgBench(shop: bench.shop).run(
            script: CheckoutScript.text(key: Self.newKey(), clients: clients), clients: clients,
            transactions: orders / clients)
    }

    private static let keys = Counter()
    private static let run = UInt32.random(in: .min ... .max)

    private static func newKey() -> String { "bench-\(run)-\(keys.take())" }
}
