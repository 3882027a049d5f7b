/// Another process of a daemon over the same shop, on ports of its own, which has done nothing yet.
struct SecondDaemon: Sendable {
    let port: Int
    let process: ProcessMeter
    /// Seconds from its start until it was ready.
    let start: Double

    enum Name: String, Sendable {
        case queryAPI = "query-api"
        case commandAPI = "command-api"

        fileprivate var prefix: String { self == .queryAPI ? "QUERY" : "COMMAND" }
    }

    static func during<Output: Sendable>(
        _ name: Name, of shop: Shop, port: Int, _ body: @Sendable (SecondDaemon) async throws -> Output
    ) async throws -> Output {
        var environment = shop.environment
        environment["\(name.prefix)_BIND"] = "127.0.0.1:\(port)"
        environment["\(name.prefix)_MANAGEMENT_BIND"] = "127.0.0.1:\(port + 1)"
        let begun = ContinuousClock.now
        return try await Command.during("\(shop.programs)/\(name.rawValue)", ["serve"], environment: environment) {
            process in
            try await Waiting.until("\(name.rawValue) is ready", within: .seconds(20)) { await isReady(port) }
            let start = (.now - begun) / .seconds(1)
            return try await body(SecondDaemon(port: port, process: ProcessMeter(process), start: start))
        }
    }

    private static func isReady(_ port: Int) async -> Bool {
        let answer = try? await HTTPConnection.withConnections(1, port: port) { connections in
            try await connections[0].send(.get("/readyz"))
        }
        return answer?.status == 200
    }
}
