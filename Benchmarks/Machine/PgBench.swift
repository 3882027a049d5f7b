import Foundation

/// pgbench, PostgreSQL's own load generator, with prepared statements.
struct PgBench: Sendable {
    let shop: Shop

    /// Runs a script of its language over and over; the variable `n` is 0 at first, in each client.
    /// - Returns: transactions per second, without the time for connecting.
    func run(script: String, clients: Int, seconds: Double) async throws -> Double {
        let file = "\(shop.folder)/script.pgbench"
        try script.write(toFile: file, atomically: true, encoding: .utf8)
        return try await run(
            ["--no-vacuum", "--file=\(file)", "--define=n=0", "--time=\(Int(seconds.rounded(.up)))"], clients: clients,
            database: "tandem")
    }

    /// Reads single rows by their keys, of its own tables.
    func select(seconds: Double, clients: Int, database: String) async throws -> Double {
        try await run(
            ["--no-vacuum", "--select-only", "--time=\(Int(seconds.rounded(.up)))"], clients: clients,
            database: database)
    }

    /// Makes its tables: a hundred thousand rows for each unit of scale.
    func initialize(scale: Int, database: String) async throws {
        try await Command.run(
            Self.program(), ["--initialize", "--quiet", "--scale=\(scale)", try shop.databaseURL(database)])
    }

    private func run(_ arguments: [String], clients: Int, database: String) async throws -> Double {
        let output = try await Command.run(
            Self.program(),
            ["--protocol=prepared", "--client=\(clients)", "--jobs=2"] + arguments + [try shop.databaseURL(database)])
        let line = output.split(separator: "\n").first { $0.hasPrefix("tps = ") }
        guard let rate = line?.split(separator: " ").dropFirst(2).first.flatMap({ Double($0) }),
            output.contains("number of failed transactions: 0 ")
        else { throw Command.Failed(program: "pgbench", output: output) }
        return rate
    }

    /// Debian keeps it beside the server, and a link in the path in some versions only.
    private static func program() -> String {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let newest = folders.max { (Int($0) ?? 0) < (Int($1) ?? 0) } ?? ""
        let program = "/usr/lib/postgresql/\(newest)/bin/pgbench"
        return access(program, X_OK) == 0 ? program : "pgbench"
    }
}
