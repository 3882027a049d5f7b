/// A page of a server, to be asked for again and again.
struct Target: Sendable {
    struct Unexpected: Error, CustomStringConvertible {
        let path: String
        let status: Int
        var description: String { "\(path) answered \(status)" }
    }

    let port: Int
    let path: String
    /// Those whose processor time the answers take.
    let processes: ProcessMeter
    var headers: [(name: String, value: String)] = []

    /// Throws unless the server answers with this status.
    func check(_ status: Int) async throws {
        let answer = try await HTTPConnection.withConnections(1, port: port) { connections in
            try await connections[0].send(Request(path: path, headers: headers))
        }
        guard answer.status == status else { throw Unexpected(path: path, status: answer.status) }
    }

    func look(_ wrk: Wrk, seconds: Double) async throws -> Look {
        let before = try processes.processorTime()
        let load = try await wrk.run("http://127.0.0.1:\(port)\(path)", headers: headers, seconds: seconds)
        return Look(load: load, processorSeconds: try processes.processorTime() - before)
    }
}

/// What some seconds of load came to.
struct Look: Sendable {
    let load: Wrk.Load
    let processorSeconds: Double

    /// Microseconds of processor time per request.
    var cost: Double { processorSeconds / load.requests * 1_000_000 }
    var perSecond: Double { load.perSecond }
}
