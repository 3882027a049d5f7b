extension Measurement {
    static let orders = Measurement(
        name: "orders", summary: "what lists and sums orders, with 20,000 and 200,000 of them"
    ) { bench in try await Orders(bench: bench).run() }
}

/// Pages about orders, cold, while the orders become ten times as many: each customer has one, then ten.
private struct Orders: Sendable {
    static let sizes = [20_000, 200_000]

    let bench: Workbench

    func run() async throws -> [Figure] {
        var seen: [[String: Double]] = []
        var before = 0
        for (step, size) in Self.sizes.enumerated() {
            try await insert(from: before + 1, to: size)
            before = size
            seen.append(try await look(customers: 1_000 + step * 1_000))
        }
        let names = ["cold page of own orders", "admin's list of orders", "admin's dashboard"]
        return names.map { name in
            let values = seen.map { $0[name] ?? 0 }
            bench.keep(
                GrowthSeries(
                    name: name, of: "orders", unit: .milliseconds,
                    points: zip(Self.sizes, values).map { .init(size: $0, value: $1) }))
            return Figure(
                "\(name), 200,000 orders: half", values[1], .milliseconds,
                against: .init(name: "20,000", value: values[0]))
        }
    }

    /// - Parameter first: of two hundred customers whose page nobody has asked for.
    private func look(customers first: Int) async throws -> [String: Double] {
        let customers = bench.people.customers[first..<(first + 200)]
        let admin = bench.people.admin
        return [
            "cold page of own orders": try await times(
                customers.map { .get("/api/orders/", token: $0) }, port: try bench.shop.queryPort),
            "admin's list of orders": try await times(
                (1...50).map { .get("/api/admin/orders/?page=\($0)", token: admin) }, port: try bench.shop.commandPort),
            "admin's dashboard": try await times(
                (1...30).map { _ in .get("/api/admin/dashboard/", token: admin) }, port: try bench.shop.commandPort),
        ]
    }

    private func times(_ requests: [Request], port: Int) async throws -> Double {
        try await HTTPConnection.withConnections(1, port: port) { connections in
            var times: [Double] = []
            for request in requests {
                let start = ContinuousClock.now
                let answer = try await connections[0].send(request)
                times.append((.now - start) / .milliseconds(1))
                guard answer.status == 200 else {
                    throw Target.Unexpected(path: request.path, status: answer.status)
                }
            }
            return times.median
        }
    }

    /// Orders of two lines, spread over the customers and over half a year.
    private func insert(from first: Int, to last: Int) async throws {
        let ids = "generate_series(\(first)::bigint, \(last)) AS n"
        try await bench.shop.sql(
            """
            SET session_replication_role = replica;
            CREATE TEMPORARY TABLE made AS
                SELECT nextval(pg_get_serial_sequence('orders', 'id')) AS id, n FROM \(ids);
            INSERT INTO orders (id, number, user_id, status, total, currency, shipping_address, created_at, updated_at)
                OVERRIDING SYSTEM VALUE
                SELECT id, 'ORD-20250101-' || id, 2 + n % \(People.count - 1), 'delivered', 5000, 'USD',
                       '1 Sample Street, Springfield', now() - n % 180 * interval '1 day', now() FROM made;
            INSERT INTO order_items (order_id, product_id, name, price, quantity)
                SELECT id, 1 + (n * line) % 9000, 'A product', 2500, 1 FROM made, generate_series(1, 2) AS line;
            INSERT INTO order_timeline (order_id, status)
                SELECT id, status FROM made, unnest(ARRAY['pending', 'shipped', 'delivered']) AS status;
            RESET session_replication_role;
            VACUUM (ANALYZE) orders, order_items, order_timeline;
            """)
    }
}
