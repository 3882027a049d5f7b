extension Measurement {
    static let freshness = Measurement(
        name: "freshness", summary: "how soon a cached page shows a new price, with Redis up and stopped"
    ) { bench in try await Freshness(bench: bench).run() }
}

/// Prices of the products of one page are changed, one after the other, while the page is read all the time.
private struct Freshness: Sendable {
    static let path = "/api/products/?featured=true&ordering=name"
    static let readers = 10
    static let readsPerSecond = 1_000.0

    let bench: Workbench

    func run() async throws -> [Figure] {
        let page = try await bench.get(Self.path)
        let products = ShownPrices(page).products
        guard !products.isEmpty else { throw Target.Unexpected(path: Self.path, status: page.status) }
        let live = try await times(products, above: 1_000_000, updatesPerSecond: 200, seconds: bench.seconds * 2)
        let stopped = try await withRedisStopped {
            try await times(products, above: 2_000_000, updatesPerSecond: 10, seconds: bench.seconds)
        }
        return [
            Figure(
                "new price over HTTP, 200 a second, 1,000 reads: half", live.quantile(0.5), .milliseconds,
                goal: .value(atMost: 20), details: ["updates": Double(live.count)]),
            Figure(
                "new price over HTTP, 200 a second, 1,000 reads: 99 %", live.quantile(0.99), .milliseconds,
                goal: .value(atMost: 50)),
            Figure(
                "new price while Redis is stopped: 99 %", stopped.quantile(0.99), .milliseconds,
                goal: .value(atMost: 1_500), details: ["updates": Double(stopped.count)]),
        ]
    }

    /// - Returns: for each change, the milliseconds from the answer to the command until a read showed it.
    private func times(
        _ products: [Int], above price: Int, updatesPerSecond: Double, seconds: Double
    ) async throws -> [Double] {
        let board = PriceBoard(above: price)
        let isOver = Switch()
        try await HTTPConnection.withConnections(Self.readers, port: try bench.shop.queryPort) { readers in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for reader in readers { group.addTask { try await read(reader, board, until: isOver) } }
                defer { isOver.turnOn() }
                try await change(products, perSecond: updatesPerSecond, seconds: seconds, board)
                try await Waiting.until("every new price is shown", within: .seconds(10)) { board.isUpToDate }
            }
        }
        return board.milliseconds
    }

    /// Each at its time, whatever became of the one before.
    private func change(
        _ products: [Int], perSecond: Double, seconds: Double, _ board: PriceBoard
    ) async throws {
        let (port, count) = (try bench.shop.commandPort, Int(perSecond * seconds))
        try await HTTPConnection.withConnections(products.count, port: port) { connections in
            try await withThrowingTaskGroup(of: Void.self) { group in
                // One client for each product, whose prices only rise.
                for (place, product) in products.enumerated() {
                    group.addTask {
                        let begun = ContinuousClock.now
                        for number in stride(from: place, to: count, by: products.count) {
                            try await Task.sleep(until: begun + .seconds(Double(number) / perSecond))
                            try await change(product, on: connections[place], board)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    private func change(_ product: Int, on connection: HTTPConnection, _ board: PriceBoard) async throws {
        let price = board.nextPrice(of: product)
        let path = "/api/admin/products/\(product)/"
        let text = "\(price / 100).\(price / 10 % 10)\(price % 10)"
        let answer = try await connection.send(
            .send("PATCH", path, token: bench.people.admin, json: #"{"price":"\#(text)"}"#))
        guard answer.status == 200 else { throw Target.Unexpected(path: path, status: answer.status) }
        board.committed(price, of: product, at: answer.at)
    }

    private func read(_ connection: HTTPConnection, _ board: PriceBoard, until isOver: Switch) async throws {
        let request = Request.get(Self.path).bytes
        let pause = Duration.seconds(Double(Self.readers) / Self.readsPerSecond)
        var next = ContinuousClock.now
        while !isOver.isOn {
            let answer = try await connection.send(request)
            guard answer.status == 200 else { throw Target.Unexpected(path: Self.path, status: answer.status) }
            board.shown(ShownPrices(answer).prices, at: answer.at)
            next = max(next + pause, .now - pause)
            try await Task.sleep(until: next)
        }
    }

    private func withRedisStopped(_ body: () async throws -> [Double]) async throws -> [Double] {
        let redis = try bench.shop.process("redis")
        try Signals.stop(redis)
        defer { Signals.resume(redis) }
        return try await body()
    }
}
