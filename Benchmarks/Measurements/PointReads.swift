import Logging
import Postgres

extension Measurement {
    static let pointReads = Measurement(
        name: "point-reads", summary: "rows by their keys through the module Postgres, against pgbench"
    ) { bench in try await PointReads(bench: bench).run() }
}

/// The select of `pgbench -S`, by both, over the same number of connections.
private struct PointReads: Sendable {
    static let connections = 4
    /// Rows of the table that pgbench makes: a scale of five.
    static let scale = 5
    /// Readers that share our connections.
    static let readers = 64

    let bench: Workbench

    func run() async throws -> [Figure] {
        try await bench.shop.sql("CREATE DATABASE pgbench;")
        let pgbench = PgBench(shop: bench.shop)
        try await pgbench.initialize(scale: Self.scale, database: "pgbench")
        let looks = try await bench.alternating([false, true]) { isOurs in
            isOurs
                ? try await throughPostgres()
                : try await pgbench.select(seconds: bench.seconds, clients: Self.connections, database: "pgbench")
        }
        let (theirs, ours) = (looks[0].median, looks[1].median)
        return [
            Figure(
                "point reads, \(Self.connections) connections", ours, .perSecond,
                against: .init(name: "pgbench -S -M prepared", value: theirs), goal: .ratio(atLeast: 1.5))
        ]
    }

    private func throughPostgres() async throws -> Double {
        let configuration = DatabaseConfiguration(
            url: try bench.shop.databaseURL("pgbench"), applicationName: "bench",
            sharedConnections: Self.connections, transactionConnections: 1)
        return try await Database.withDatabase(configuration, logger: Logger(label: "bench")) { database in
            _ = try await Self.read(database, until: .now + .milliseconds(200))
            let begun = ContinuousClock.now
            let count = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<Self.readers {
                    group.addTask { try await Self.read(database, until: begun + .seconds(bench.seconds)) }
                }
                return try await group.reduce(0, +)
            }
            return Double(count) / ((.now - begun) / .seconds(1))
        }
    }

    private static func read(_ database: Database, until end: ContinuousClock.Instant) async throws -> Int {
        var count = 0
        var lots = Lots()
        while ContinuousClock.now < end {
            let account = Int32.random(in: 1...Int32(scale * 100_000), using: &lots)
            let select: Statement = "SELECT abalance FROM pgbench_accounts WHERE aid = \(account)"
            _ = try await database.first(select.pointRead("account"), as: Int32.self)
            count += 1
        }
        return count
    }
}

/// Random numbers without a system call for each, as pgbench draws them: Marsaglia's xorshift.
private struct Lots: RandomNumberGenerator {
    private var state = UInt64.random(in: 1...UInt64.max)

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
