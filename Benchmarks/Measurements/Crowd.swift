import NIOCore

extension Measurement {
    static let crowd = Measurement(
        name: "crowd", summary: "two thousand requests at once for one page that nobody has asked for"
    ) { bench in try await Crowd(bench: bench).run() }
}

private struct Crowd: Sendable {
    static let size = 2_000

    let bench: Workbench

    func run() async throws -> [Figure] {
        let log = QueryLog(shop: bench.shop)
        var queries: [Double] = []
        var times: [Double] = []
        for round in 0..<bench.rounds {
            let path = "/api/products/?min_price=1.\(10 + round)&ordering=price"
            let (statements, time) = try await log.statements { try await askAtOnce(path) }
            queries.append(Double(statements.count { $0.contains("FROM products") && $0.contains("ORDER BY") }))
            times.append(time)
        }
        return [
            Figure(
                "list queries for \(NumberText.of(Double(Self.size))) requests at once", queries.max() ?? 0, .count,
                goal: .value(atMost: 1)),
            Figure("the last of them is answered after", times.median, .milliseconds),
        ]
    }

    /// - Returns: milliseconds until the last answer.
    private func askAtOnce(_ path: String) async throws -> Double {
        let request = Request.get(path).bytes
        return try await HTTPConnection.withConnections(Self.size, port: try bench.shop.queryPort) { connections in
            let begun = ContinuousClock.now
            try await withThrowingTaskGroup(of: Int.self) { group in
                for connection in connections { group.addTask { try await connection.send(request).status } }
                for try await status in group where status != 200 {
                    throw Target.Unexpected(path: path, status: status)
                }
            }
            return (.now - begun) / .milliseconds(1)
        }
    }
}
