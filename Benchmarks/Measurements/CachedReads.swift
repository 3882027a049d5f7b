extension Measurement {
    static let cachedReads = Measurement(
        name: "reads", summary: "cached pages against the same bytes as static files of nginx"
    ) { bench in try await CachedReads(bench: bench).run() }
}

/// Pages that are in memory, against nginx with the same bytes in a file.
private struct CachedReads: Sendable {
    static let list = "/api/products/"

    let bench: Workbench

    func run() async throws -> [Figure] {
        let detail = "/api/products/5/"
        let (list, product) = (try await warm(Self.list), try await warm(detail))
        let files = [Nginx.File("list.json", like: list), Nginx.File("detail.json", like: product)]
        return try await Nginx.serving(files, port: bench.freePort, folder: bench.folder) { nginx in
            try await figures("cached list page of 10", Self.list, "list.json", nginx)
                + figures("cached product", detail, "detail.json", nginx)
                + figures("304 of the list page", Self.list, "list.json", nginx, conditional: true)
        } + ownOrders(beside: Self.list)
    }

    private func figures(
        _ name: String, _ path: String, _ file: String, _ nginx: Nginx, conditional: Bool = false
    ) async throws -> [Figure] {
        let ours = Target(
            port: try bench.shop.queryPort, path: path, processes: try bench.queryAPI,
            headers: conditional ? [("If-None-Match", try await entityTag(try bench.shop.queryPort, path))] : [])
        let theirs = Target(
            port: nginx.port, path: "/\(file)", processes: nginx.processes,
            headers: conditional ? [("If-None-Match", try await entityTag(nginx.port, "/\(file)"))] : [])
        for target in [ours, theirs] { try await target.check(conditional ? 304 : 200) }
        let looks = try await bench.alternating([theirs, ours], look)
        let cost = looks.map { $0.map(\.cost).median }
        let speed = looks.map { $0.map(\.perSecond).median }
        return [
            Figure(
                "\(name): CPU per request", cost[1], .microseconds, against: .init(name: "nginx", value: cost[0]),
                goal: .ratio(atMost: 1)),
            Figure(
                "\(name): requests", speed[1], .perSecond, against: .init(name: "nginx", value: speed[0]),
                goal: conditional ? nil : .ratio(atLeast: 1)),
        ]
    }

    private func look(_ target: Target) async throws -> Look {
        try await target.look(bench.wrk, seconds: bench.seconds)
    }

    /// A customer's page is as long as it is; ten orders were placed for it.
    private func ownOrders(beside publicPath: String) async throws -> [Figure] {
        let token = bench.people.customers[0]
        try await Checkouts(bench: bench).place(10, for: 0)
        let path = "/api/orders/"
        _ = try await warm(path, token: token)
        let port = try bench.shop.queryPort
        let own = Target(
            port: port, path: path, processes: try bench.queryAPI, headers: [("Authorization", "Bearer \(token)")])
        try await own.check(200)
        let shared = Target(port: port, path: publicPath, processes: try bench.queryAPI)
        let looks = try await bench.alternating([shared, own], look)
        let cost = looks.map { $0.map(\.cost).median }
        return [
            Figure(
                "cached page of own orders: CPU per request", cost[1], .microseconds,
                against: .init(name: "public page", value: cost[0]), goal: .ratio(atMost: 2))
        ]
    }

    /// Asks until the answer comes from memory.
    private func warm(_ path: String, token: String? = nil) async throws -> Answer {
        var answer = try await bench.get(path, token: token)
        try await Waiting.until("\(path) is cached", within: .seconds(10)) {
            answer = try await bench.get(path, token: token)
            return answer.status == 200 && answer.field("Cache-Status") == "tandem; hit"
        }
        return answer
    }

    private func entityTag(_ port: Int, _ path: String) async throws -> String {
        try await HTTPConnection.withConnections(1, port: port) { connections in
            try await connections[0].send(Request.get(path)).field("ETag") ?? ""
        }
    }
}
