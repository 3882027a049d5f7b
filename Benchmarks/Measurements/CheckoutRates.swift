extension Measurement {
    static let checkouts = Measurement(
        name: "checkouts", summary: "checkouts over HTTP, against the same statements by pgbench"
    ) { bench in try await CheckoutRates(bench: bench).run() }
}

private struct CheckoutRates: Sendable {
    static let clients = 32
    /// Different products that are sold.
    static let many = 5_000

    enum Way: CaseIterable {
        case pgbenchMany, httpMany, pgbenchHot, httpHot
    }

    let bench: Workbench

    /// Orders of one look.
    private var orders: Int { min(Int(bench.seconds * 1_500), People.count - 1) / Self.clients * Self.clients }

    func run() async throws -> [Figure] {
        let checkouts = Checkouts(bench: bench)
        _ = try await look(.httpMany, checkouts)
        let looks = try await bench.alternating(Way.allCases) { try await look($0, checkouts) }
        let rate = looks.map { $0.map(\.perSecond).median }
        let http = looks[1].flatMap(\.milliseconds)
        let hot = looks[3].flatMap(\.milliseconds)
        return [
            Figure(
                "checkouts over HTTP, many products, \(Self.clients) clients", rate[1], .perSecond,
                against: .init(name: "pgbench", value: rate[0]), goal: .ratio(atLeast: 0.7),
                details: ["p50 ms": http.quantile(0.5), "p99 ms": http.quantile(0.99)]),
            Figure(
                "checkouts over HTTP, one hot product", rate[3], .perSecond,
                against: .init(name: "many products", value: rate[1]), goal: .ratio(atLeast: 0.8),
                details: ["p50 ms": hot.quantile(0.5), "p99 ms": hot.quantile(0.99)]),
            Figure(
                "the same, one hot product by pgbench", rate[3], .perSecond,
                against: .init(name: "pgbench", value: rate[2])),
        ]
    }

    private func look(_ way: Way, _ checkouts: Checkouts) async throws -> (perSecond: Double, milliseconds: [Double]) {
        let isHot = way == .httpHot || way == .pgbenchHot
        try await checkouts.fillCarts(orders, products: isHot ? 1 : Self.many)
        return switch way {
        case .httpMany, .httpHot: try await checkouts.overHTTP(orders, clients: Self.clients)
        case .pgbenchMany, .pgbenchHot: (try await checkouts.byPgbench(orders, clients: Self.clients), [])
        }
    }
}
