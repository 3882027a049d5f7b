import Foundation

/// wrk, the load generator, on one thread: what it counted.
struct Wrk: Sendable {
    struct Load: Sendable {
        let requests: Double
        let seconds: Double
        /// Connections that failed, and answers over 399.
        let errors: Double

        var perSecond: Double { requests / seconds }
    }

    struct Refused: Error, CustomStringConvertible {
        let url: String
        let load: Load
        var description: String { "\(url): \(Int(load.errors)) of \(Int(load.requests)) requests failed" }
    }

    /// Where its script goes.
    let folder: String
    var connections = 32

    private static let script = """
        done = function(summary, latency, requests)
            local e = summary.errors
            io.write(string.format("counted %d %d %d\\n", summary.requests, summary.duration,
                e.connect + e.read + e.write + e.status + e.timeout))
        end
        """

    func run(_ url: String, headers: [(name: String, value: String)] = [], seconds: Double) async throws -> Load {
        let script = "\(folder)/wrk.lua"
        try Self.script.write(toFile: script, atomically: true, encoding: .utf8)
        let output = try await Command.run(
            "wrk",
            ["-t1", "-c\(connections)", "-d\(Int(seconds.rounded(.up)))s", "-s", script]
                + headers.flatMap { ["-H", "\($0.name): \($0.value)"] } + [url])
        let line = output.split(separator: "\n").first { $0.hasPrefix("counted ") }
        let numbers = line?.split(separator: " ").dropFirst().compactMap { Double($0) } ?? []
        guard numbers.count == 3, numbers[0] > 0 else { throw Command.Failed(program: "wrk", output: output) }
        let load = Load(requests: numbers[0], seconds: numbers[1] / 1_000_000, errors: numbers[2])
        guard load.errors == 0 else { throw Refused(url: url, load: load) }
        return load
    }
}
