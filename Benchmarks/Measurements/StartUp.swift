extension Measurement {
    static let startUp = Measurement(name: "start", summary: "start to ready, and memory when idle") { bench in
        try await figures(of: .queryAPI, bench) + figures(of: .commandAPI, bench)
    }

    private static func figures(of name: SecondDaemon.Name, _ bench: Workbench) async throws -> [Figure] {
        var starts: [Double] = []
        var memories: [Double] = []
        for _ in 0..<bench.rounds {
            let (start, memory) = try await SecondDaemon.during(name, of: bench.shop, port: bench.freePort + 2) {
                daemon in
                // What it does at its beginning is over.
                try await Task.sleep(for: .seconds(1))
                return (daemon.start, try daemon.process.residentMemory())
            }
            starts.append(start)
            memories.append(memory)
        }
        return [
            Figure("\(name.rawValue): start to ready", starts.median, .seconds, goal: .value(atMost: 0.5)),
            Figure(
                "\(name.rawValue): resident memory, idle", memories.median / 1_048_576, .mebibytes,
                goal: .value(atMost: 60)),
        ]
    }
}
