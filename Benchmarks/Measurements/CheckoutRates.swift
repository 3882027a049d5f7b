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

    func run() async throws -> [Figure] {
        let checkouts = Checkouts(bench: bench)
        _ = try await look(.httpMany, checkouts)
        let looks = try await bench.alternating(Way.allCases) { try await look($0, checkouts) }
        let rate = looks.map { $0.map(\.perSecond).median }
        return [
            Figure(
                "checkouts over HTTP, many products, \(Self.clients) clients", rate[1], .perSecond,
                against: .init(name: "pgbench", value: rate[0]), goal: .ratio(atLeast: 0.7), details: details(looks[1])),
            Figure(
                "checkouts over HTTP, one hot product", rate[3], .perSecond,
                against: .init(name: "many products", value: rate[1]), goal: .ratio(atLeast: 0.8),
                details: details(looks[3])),
            Figure(
                "the same, one hot product by pgbench", rate[3], .perSecond,
                against: .init(name: "pgbench", value: rate[2])),
        ]
    }

    private func details(_ looks: [Checkouts.Sales]) -> [String: Double] {
        let times = looks.flatMap(\.milliseconds)
        return [
            "half (ms)": times.quantile(0.5), "99 % (ms)": times.quantile(0.99), "orders": Double(times.count),
            "refused": Double(looks.map(\.refused).reduce(0, +)),
        ]
    }

    private func look(_ way: Way, _ checkouts: Checkouts) async throws -> Checkouts.Sales {
        let isHot = way == .httpHot || way == .pgbenchHot
        try await checkouts.fillCarts(products: isHot ? 1 : Self.many)
        return switch way {
        case .httpMany, .httpHot: try await checkouts.overHTTP(seconds: bench.seconds, clients: Self.clients)
        case .pgbenchMany, .pgbenchHot:
            Checkouts.Sales(
                perSecond: try await checkouts.byPgbench(seconds: bench.seconds, clients: Self.clients))
        }
    }
}
