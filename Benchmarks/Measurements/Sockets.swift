extension Measurement {
    static let sockets = Measurement(
        name: "sockets", summary: "thousands of idle sockets, and a message to all of them, against nchan"
    ) { bench in try await Sockets(bench: bench).run() }
}

/// The same number of sockets on a query-api that has done nothing else, and on nchan.
private struct Sockets: Sendable {
    static let few = 500
    static let many = 5_000
    static let messages = 10
    static let product = 7

    struct Side: Sendable {
        let crowd: SocketCrowd
        let processes: ProcessMeter
        let publish: @Sendable () async throws -> Void
    }

    /// What one side has shown.
    struct Seen: Sendable {
        var kibibytesEach: [Int: Double] = [:]
        var idlePercent = 0.0
        var arrivals: [Int: [Double]] = [:]
        /// Seconds of processor time that messages to the many took.
        var sending = 0.0

        func latency(_ size: Int, _ quantile: Double) -> Double { arrivals[size]?.quantile(quantile) ?? 0 }
    }

    let bench: Workbench

    func run() async throws -> [Figure] {
        let port = bench.freePort
        return try await SecondDaemon.during(.queryAPI, of: bench.shop, port: port + 2) { daemon in
            try await Nginx.nchan(port: port, folder: bench.folder) { nginx in
                let commands = try await HTTPConnection.open(port: try bench.shop.commandPort)
                let publisher = try await HTTPConnection.open(port: port)
                let ours = Side(
                    crowd: SocketCrowd(
                        port: daemon.port, path: "/ws/products/",
                        greeting: #"{"type":"subscribe","products":[\#(Self.product)]}"#),
                    processes: daemon.process, publish: { try await changeStock(commands) })
                let theirs = Side(
                    crowd: SocketCrowd(port: port, path: "/sub/bench"), processes: nginx.processes,
                    publish: { try await publish(publisher) })
                let seen = try await watch([theirs, ours])
                keepGrowth(seen[1])
                return figures(seen[0], seen[1])
            }
        }
    }

    private func watch(_ sides: [Side]) async throws -> [Seen] {
        var seen = sides.map { _ in Seen() }
        for (place, side) in sides.enumerated() {
            try await open(side, &seen[place])
        }
        try await fanOut(sides, Self.many, &seen)
        for side in sides { try await side.crowd.close() }
        return seen
    }

    /// Opens the sockets step by step, and looks at the memory of each step. The first of them are not counted: what is
    /// made once is made for them.
    private func open(_ side: Side, _ seen: inout Seen) async throws {
        try await side.crowd.grow(to: 100)
        try await side.crowd.settle()
        let base = try side.processes.memory()
        for size in [Self.few, Self.many] {
            try await side.crowd.grow(to: size)
            try await side.crowd.settle()
            seen.kibibytesEach[size] = (try side.processes.memory() - base) / Double(size - 100) / 1_024
            if size == Self.few { seen.arrivals[size] = try await latencies(side) }
        }
        let before = try side.processes.processorTime()
        try await Task.sleep(for: .seconds(5))
        seen.idlePercent = (try side.processes.processorTime() - before) / 5 * 100
    }

    /// One message for each side in turn.
    private func fanOut(_ sides: [Side], _ size: Int, _ seen: inout [Seen]) async throws {
        for _ in 0..<Self.messages {
            for (place, side) in sides.enumerated() {
                let before = try side.processes.processorTime()
                seen[place].arrivals[size, default: []] += try await side.crowd.timeArrivals(side.publish)
                try await Task.sleep(for: .milliseconds(50))
                seen[place].sending += try side.processes.processorTime() - before
            }
        }
    }

    private func latencies(_ side: Side) async throws -> [Double] {
        var arrivals: [Double] = []
        for _ in 0..<Self.messages { arrivals += try await side.crowd.timeArrivals(side.publish) }
        return arrivals
    }

    private func changeStock(_ connection: HTTPConnection) async throws {
        let path = "/api/admin/products/\(Self.product)/stock/"
        let answer = try await connection.send(
            .send("PATCH", path, token: bench.people.admin, json: #"{"delta":1}"#))
        guard answer.status == 200 else { throw Target.Unexpected(path: path, status: answer.status) }
    }

    private func publish(_ connection: HTTPConnection) async throws {
        let answer = try await connection.send(
            .send("POST", "/pub/bench", json: String(repeating: "x", count: 200)))
        guard (200..<300).contains(answer.status) else {
            throw Target.Unexpected(path: "/pub/bench", status: answer.status)
        }
    }

    private func figures(_ theirs: Seen, _ ours: Seen) -> [Figure] {
        let size = Self.many
        func against(_ value: Double) -> Figure.Reference { .init(name: "nchan", value: value) }
        return [
            Figure(
                "idle socket, \(NumberText.of(Double(size))) open: memory", ours.kibibytesEach[size] ?? 0, .kibibytes,
                against: against(theirs.kibibytesEach[size] ?? 0), goal: .ratio(atMost: 0.6)),
            Figure(
                "\(NumberText.of(Double(size))) idle sockets: share of a core", ours.idlePercent, .percent,
                goal: .value(atMost: 3), details: ["nchan": theirs.idlePercent]),
            Figure(
                "message to \(NumberText.of(Double(size))) sockets: half have it", ours.latency(size, 0.5),
                .milliseconds,
                against: against(theirs.latency(size, 0.5)), goal: .ratio(atMost: 1)),
            Figure(
                "message to \(NumberText.of(Double(size))) sockets: 99 % have it", ours.latency(size, 0.99),
                .milliseconds, against: against(theirs.latency(size, 0.99)), goal: .value(atMost: 50)),
            Figure(
                "message to \(NumberText.of(Double(size))) sockets: CPU of each", cost(ours), .microseconds,
                against: against(cost(theirs))),
        ]
    }

    /// Microseconds of the server that has the sockets, for one message to one of them.
    private func cost(_ seen: Seen) -> Double { seen.sending / Double(Self.messages * Self.many) * 1_000_000 }

    private func keepGrowth(_ ours: Seen) {
        bench.keep(
            GrowthSeries(
                name: "memory of a socket", of: "sockets", unit: .kibibytes,
                points: [Self.few, Self.many].map { .init(size: $0, value: ours.kibibytesEach[$0] ?? 0) }))
        bench.keep(
            GrowthSeries(
                name: "message, 99 % have it", of: "sockets", unit: .milliseconds,
                points: [Self.few, Self.many].map { .init(size: $0, value: ours.latency($0, 0.99)) }))
    }
}
