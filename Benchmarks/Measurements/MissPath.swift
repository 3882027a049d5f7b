extension Measurement {
    static let missPath = Measurement(
        name: "misses", summary: "pages that must be read from PostgreSQL, with 10,000 to 1,000,000 products"
    ) { bench in try await MissPath(bench: bench).run() }
}

/// Pages that nobody has asked for before, one after the other on one connection, while the catalog grows.
private struct MissPath: Sendable {
    static let sizes = [10_000, 100_000, 1_000_000]
    /// Milliseconds that no statement may take.
    static let slow = 300

    /// What was seen at one size, in milliseconds.
    struct Seen: Sendable {
        var lists: [Double] = []
        var searches: [Double] = []
        var firstPages: [Double] = []
        var deepPages: [Double] = []
        var slowStatements: [String] = []
    }

    let bench: Workbench

    func run() async throws -> [Figure] {
        var seen: [Seen] = []
        var before = Self.sizes[0]
        for size in Self.sizes {
            if size > before { try await Catalog(shop: bench.shop).grow(from: before + 1, to: size) }
            before = size
            seen.append(try await look())
        }
        keepGrowth(seen)
        return figures(seen[0], seen[seen.count - 1])
    }

    private func look() async throws -> Seen {
        let log = QueryLog(shop: bench.shop)
        try await forgetPages()
        let (slow, times) = try await log.statements(slowerThan: Self.slow) {
            try await HTTPConnection.withConnections(1, port: try bench.shop.queryPort) { connections in
                var seen = Seen()
                // The planner's statistics and the code are warmed with pages of their own.
                _ = try await self.times(ColdPages.warmUp, on: connections[0])
                seen.lists = try await self.times(ColdPages.lists, on: connections[0])
                seen.searches = try await self.times(ColdPages.searches, on: connections[0])
                (seen.firstPages, seen.deepPages) = try await walk(on: connections[0])
                return seen
            }
        }
        var seen = times
        seen.slowStatements = slow
        return seen
    }

    /// Both levels of the cache, and what a process keeps of products.
    private func forgetPages() async throws {
        let answer = try await HTTPConnection.withConnections(1, port: try bench.shop.commandPort) { connections in
            try await connections[0].send(
                .send("POST", "/api/admin/cache/clear/", token: bench.people.admin, json: "{}"))
        }
        guard answer.status < 300 else {
            throw Target.Unexpected(path: "/api/admin/cache/clear/", status: answer.status)
        }
        try await Task.sleep(for: .seconds(1))
    }

    private func times(_ paths: [String], on connection: HTTPConnection) async throws -> [Double] {
        var times: [Double] = []
        for path in paths {
            let start = ContinuousClock.now
            let answer = try await connection.send(.get(path))
            times.append((.now - start) / .milliseconds(1))
            guard answer.status == 200 else { throw Target.Unexpected(path: path, status: answer.status) }
        }
        return times
    }

    /// From the newest product on, by cursors.
    private func walk(on connection: HTTPConnection) async throws -> (first: [Double], deep: [Double]) {
        var times: [Double] = []
        var cursor = ""
        for _ in 0..<ColdPages.depth {
            let start = ContinuousClock.now
            let answer = try await connection.send(.get("/api/products/?page_size=20" + cursor))
            times.append((.now - start) / .milliseconds(1))
            guard let next = ColdPages.nextCursor(answer.text) else { break }
            cursor = "&cursor=\(next)"
        }
        // The very first page comes without a cursor, and may be known already.
        return (Array(times.dropFirst().prefix(50)), Array(times.suffix(50)))
    }

    private func figures(_ small: Seen, _ large: Seen) -> [Figure] {
        [
            Figure(
                "cold list page from 1,000,000 products: half", large.lists.quantile(0.5), .milliseconds,
                against: .init(name: "10,000 products", value: small.lists.quantile(0.5)), goal: .ratio(atMost: 1.5)),
            Figure(
                "the same: 99 %", large.lists.quantile(0.99), .milliseconds,
                against: .init(name: "10,000 products", value: small.lists.quantile(0.99)), goal: .value(atMost: 10)),
            Figure(
                "page after a deep cursor: half", large.deepPages.quantile(0.5), .milliseconds,
                against: .init(name: "the first pages", value: large.firstPages.quantile(0.5)),
                goal: .ratio(atMost: 1.3)),
            Figure(
                "cold search in 1,000,000 products: 99 %", large.searches.quantile(0.99), .milliseconds,
                against: .init(name: "10,000 products", value: small.searches.quantile(0.99)),
                goal: .value(atMost: 50), details: ["p50 ms": large.searches.quantile(0.5)]),
            Figure(
                "statements of over \(Self.slow) ms", Double(large.slowStatements.count), .count,
                goal: .value(atMost: 0)),
        ]
    }

    private func keepGrowth(_ seen: [Seen]) {
        func series(_ name: String, _ value: (Seen) -> Double) -> GrowthSeries {
            GrowthSeries(
                name: name, of: "products", unit: .milliseconds,
                points: zip(Self.sizes, seen).map { .init(size: $0, value: value($1)) })
        }
        bench.keep(series("cold list page, half") { $0.lists.quantile(0.5) })
        bench.keep(series("cold list page, 99 %") { $0.lists.quantile(0.99) })
        bench.keep(series("cold search, half") { $0.searches.quantile(0.5) })
        bench.keep(series("page after a cursor, half") { $0.deepPages.quantile(0.5) })
    }
}
