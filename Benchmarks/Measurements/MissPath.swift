extension Measurement {
    static let missPath = Measurement(
        name: "misses", summary: "pages that must be read from PostgreSQL, with 10,000 to 1,000,000 products"
    ) { bench in try await MissPath(bench: bench).run() }
}

/// Pages that nobody has asked for before, one after the other on one connection, while the catalog grows tenfold and
/// tenfold again.
private struct MissPath: Sendable {
    let bench: Workbench

    func run() async throws -> [Figure] {
        var seen: [ColdLook] = []
        var size = Catalog.initial
        while true {
            bench.say("    \(NumberText.of(Double(size))) products")
            seen.append(try await look(size))
            guard size * 10 <= bench.products else { break }
            try await Catalog(shop: bench.shop).grow(from: size + 1, to: size * 10)
            size *= 10
        }
        keepGrowth(seen)
        return figures(seen[0], seen[seen.count - 1])
    }

    private func look(_ size: Int) async throws -> ColdLook {
        try await forgetPages()
        let (slow, seen) = try await QueryLog(shop: bench.shop).statements(slowerThan: ColdLook.slow) {
            try await HTTPConnection.withConnections(1, port: try bench.shop.queryPort) { connections in
                try await look(size, on: connections[0])
            }
        }
        return seen.with(slowStatements: slow, cachedCost: try await cachedCost())
    }

    private func look(_ size: Int, on connection: HTTPConnection) async throws -> ColdLook {
        var seen = ColdLook(products: size)
        for page in ColdPages.warmUp { _ = try await connection.send(.get(page.path)) }
        for page in ColdPages.lists {
            let (time, answer) = try await timed(page.path, on: connection)
            seen.lists[page.kind, default: []].append(time)
            seen.note(answer, of: page.path)
        }
        for page in ColdPages.searches {
            let (time, answer) = try await timed(page.path, on: connection)
            seen.searches[page.kind, default: []].append(time)
            seen.note(answer, of: page.path)
        }
        seen.walk = try await walk(on: connection)
        return seen
    }

    private func timed(_ path: String, on connection: HTTPConnection) async throws -> (Double, Answer) {
        let start = ContinuousClock.now
        let answer = try await connection.send(.get(path))
        return ((.now - start) / .milliseconds(1), answer)
    }

    /// From the newest product on, by cursors.
    private func walk(on connection: HTTPConnection) async throws -> [Double] {
        var times: [Double] = []
        var path = "/api/products/?page_size=\(ColdPages.pageSize)"
        for _ in 0..<ColdPages.depth {
            let (time, answer) = try await timed(path, on: connection)
            times.append(time)
            guard let next = ColdPages.nextCursor(answer.text) else { break }
            path = "/api/products/?page_size=\(ColdPages.pageSize)&cursor=\(next)"
        }
        // The very first page comes without a cursor.
        return Array(times.dropFirst())
    }

    /// In both levels of the cache, and what the process keeps of single products.
    private func forgetPages() async throws {
        let path = "/api/admin/cache/clear/"
        let answer = try await HTTPConnection.withConnections(1, port: try bench.shop.commandPort) { connections in
            try await connections[0].send(.send("POST", path, token: bench.people.admin, json: "{}"))
        }
        guard answer.status < 300 else { throw Target.Unexpected(path: path, status: answer.status) }
        // It is an event, which query-api applies when it has heard of it.
        try await Task.sleep(for: .seconds(1))
    }

    /// Of the list's first page, as it is asked for all the time.
    private func cachedCost() async throws -> Double {
        let list = Target(port: try bench.shop.queryPort, path: "/api/products/", processes: try bench.queryAPI)
        try await list.check(200)
        return try await list.look(bench.wrk, seconds: bench.seconds).cost
    }

    private func figures(_ small: ColdLook, _ large: ColdLook) -> [Figure] {
        let (few, many) = (NumberText.of(Double(small.products)), NumberText.of(Double(large.products)))
        func against(_ value: Double) -> Figure.Reference { .init(name: "\(few) products", value: value) }
        return [
            Figure(
                "cold list page from \(many) products: half", large.list(0.5), .milliseconds,
                against: against(small.list(0.5)), goal: .ratio(atMost: 1.5), details: ColdLook.details(large.lists)),
            Figure(
                "cold list page from \(many) products: 99 %", large.list(0.99), .milliseconds,
                against: against(small.list(0.99)),
                goal: .value(atMost: 10)),
            Figure(
                "page after a deep cursor: half", large.deepPage, .milliseconds,
                against: .init(name: "the first pages", value: large.firstPages), goal: .ratio(atMost: 1.3)),
            Figure(
                "cold search in \(many) products: 99 %", large.search(0.99), .milliseconds,
                against: against(small.search(0.99)), goal: .value(atMost: 50),
                details: ColdLook.details(large.searches)),
            Figure(
                "statements of over \(ColdLook.slow) ms", Double(large.slowStatements.count), .count,
                goal: .value(atMost: 0), notes: large.slowStatements.prefix(20).map { String($0.prefix(600)) }),
            Figure(
                "cold pages that were refused", Double(large.refused.count), .count, goal: .value(atMost: 0),
                notes: Array(large.refused.prefix(20))),
        ]
    }

    private func keepGrowth(_ seen: [ColdLook]) {
        func keep(_ name: String, _ unit: Unit, _ value: (ColdLook) -> Double) {
            bench.keep(
                GrowthSeries(
                    name: name, of: "products", unit: unit,
                    points: seen.map { .init(size: $0.products, value: value($0)) }))
        }
        keep("cached list page, CPU per request", .microseconds, \.cachedCost)
        keep("cold list page, half", .milliseconds) { $0.list(0.5) }
        keep("cold list page, 99 %", .milliseconds) { $0.list(0.99) }
        keep("cold search, half", .milliseconds) { $0.search(0.5) }
        keep("page after a deep cursor, half", .milliseconds, \.deepPage)
    }
}
