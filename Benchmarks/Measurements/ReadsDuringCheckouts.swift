extension Measurement {
    static let readsDuringCheckouts = Measurement(
        name: "reads-during-checkouts", summary: "the list page while its products are being sold"
    ) { bench in try await ReadsDuringCheckouts(bench: bench).run() }
}

/// Eight clients check out the very products that the page shows.
private struct ReadsDuringCheckouts: Sendable {
    static let path = "/api/products/"
    static let clients = 8

    struct Seen: Sendable {
        let look: Look
        let orders: Int
        let hitShare: Double
    }

    let bench: Workbench

    func run() async throws -> [Figure] {
        let page = try await bench.get(Self.path)
        return try await Nginx.serving(
            [Nginx.File("list.json", like: page)], port: bench.freePort, folder: bench.folder
        ) { nginx in
            let ours = Target(port: try bench.shop.queryPort, path: Self.path, processes: try bench.queryAPI)
            let theirs = Target(port: nginx.port, path: "/list.json", processes: nginx.processes)
            for target in [ours, theirs] { try await target.check(200) }
            let looks = try await bench.alternating([(ours, false), (ours, true), (theirs, false), (theirs, true)]) {
                try await fillCarts()
                return try await $1 ? lookWhileSelling($0) : look($0, orders: { 0 })
            }
            return figures(looks)
        }
    }

    /// - Parameter looks: ours without sales and with them, then the same of a static file, whose server knows nothing of
    ///   sales and only shares the machine with them.
    private func figures(_ looks: [[Seen]]) -> [Figure] {
        let costs = looks.map { $0.map(\.look.cost).median }
        let orders = looks[1].map { Double($0.orders) / $0.look.load.seconds }.median
        return [
            Figure(
                "list page while its products sell: without SQL", looks[1].map(\.hitShare).median * 100, .percent,
                goal: .value(atLeast: 99), details: ["orders per second": orders]),
            Figure(
                "list page while its products sell: CPU per request", costs[1], .microseconds,
                against: .init(name: "no sales", value: costs[0]), goal: .ratio(atMost: 1.3)),
            Figure(
                "static file of nginx meanwhile: CPU per request", costs[3], .microseconds,
                against: .init(name: "no sales", value: costs[2])),
        ]
    }

    private func fillCarts() async throws {
        try await bench.shop.sql(
            """
            TRUNCATE cart_items;
            WITH shown AS (
                SELECT id, price, in_stock FROM products WHERE is_active ORDER BY created_at DESC, id DESC LIMIT 10
            ), sold AS (
                SELECT id, price, row_number() OVER () - 1 AS place, count(*) OVER () AS number FROM shown WHERE in_stock
            )
            INSERT INTO cart_items (user_id, product_id, quantity, price)
            SELECT 1 + n, sold.id, 1, sold.price
            FROM generate_series(1, \(People.count - 1)) AS n
            JOIN sold ON place = n % number;
            """)
    }

    private func look(_ list: Target, orders: () -> Int) async throws -> Seen {
        let before = try await answers()
        let look = try await list.look(bench.wrk, seconds: bench.seconds)
        let after = try await answers()
        let (hits, misses) = (after.hits - before.hits, after.misses - before.misses)
        return Seen(look: look, orders: orders(), hitShare: hits / max(hits + misses, 1))
    }

    private func lookWhileSelling(_ list: Target) async throws -> Seen {
        let checkouts = Checkouts(bench: bench)
        let (customers, sold, isOver) = (Counter(), Counter(), Switch())
        return try await HTTPConnection.withConnections(Self.clients, port: try bench.shop.commandPort) { connections in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for connection in connections {
                    group.addTask {
                        while !isOver.isOn, case let customer = customers.take(), customer < People.count - 1 {
                            if try await checkouts.placeOrder(of: customer, on: connection) { _ = sold.take() }
                        }
                    }
                }
                defer { isOver.turnOn() }
                return try await look(list, orders: sold.take)
            }
        }
    }

    /// Since the daemon's start.
    private func answers() async throws -> (hits: Double, misses: Double) {
        let metrics = try await Exposition.read(port: try bench.shop.queryManagementPort)
        return (
            metrics.value(#"tandem_cache_answers_total{outcome="hit"}"#),
            metrics.value(#"tandem_cache_answers_total{outcome="miss"}"#)
        )
    }
}
