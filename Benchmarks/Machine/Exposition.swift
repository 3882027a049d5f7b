/// What a daemon's management port tells Prometheus.
struct Exposition: Sendable {
    private let lines: [Substring]

    static func read(port: Int) async throws -> Exposition {
        let answer = try await HTTPConnection.withConnections(1, port: port) { connections in
            try await connections[0].send(.get("/metrics"))
        }
        return Exposition(answer.text)
    }

    init(_ text: String) { lines = text.split(separator: "\n") }

    /// Of the sample with this name and these labels; 0 if there is none.
    func value(_ sample: String) -> Double {
        for line in lines where line.hasPrefix(sample + " ") {
            return Double(line.dropFirst(sample.count + 1).prefix { $0 != " " }) ?? 0
        }
        return 0
    }
}
