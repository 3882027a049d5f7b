import Foundation
import Postgres
import Redis
import TestSupport

@testable import QueryAPI

/// query-api's routes over a primary and a streaming replica of one test's own.
struct ReplicatedShop: Sendable {
    let host: QueryHost
    let replica: ReadReplica
    let primary: PostgresProcess
    let standby: PostgresProcess
    /// Stands before the standby.
    let proxy: FaultyProxy

    /// - Parameter patience: with a statement of the replica's, and with its silence.
    static func run(
        patience: Duration = .seconds(1), _ body: (ReplicatedShop) async throws -> Void
    ) async throws {
        let primary = try await PostgresProcess.primary()
        defer { primary.kill() }
        let directory = TestDatabase.migrationsDirectory
        try await Migrations(directory: directory).apply(to: DatabaseConfiguration(url: primary.url), logger: .quiet)
        let standby = try await PostgresProcess.standby(of: primary)
        defer { standby.kill() }
        guard let address = URLComponents(string: standby.url) else { throw POSIXError(.EINVAL) }
        let proxy = try FaultyProxy(before: address)
        defer { proxy.stop() }
        let redis = try RedisProcess()
        defer { redis.kill() }
        let database = Database(.patient(url: primary.url), logger: .quiet)
        var settings = configuration(standby.url(at: Int(proxy.port)))
        settings.statementDeadline = patience
        let replica = ReadReplica(
            settings, scanConnections: 2, primary: database, silenceLimit: patience, logger: .quiet)
        var fixture = LogFixture(database: database, redis: try RedisConfiguration(url: redis.url))
        fixture.redis.commandDeadline = .seconds(10)
        try await withRunning([database]) {
            try await QueryHost.run(over: fixture, replica: replica) { host in
                try await body(
                    ReplicatedShop(host: host, replica: replica, primary: primary, standby: standby, proxy: proxy))
            }
        }
    }

    static func configuration(_ url: String) -> DatabaseConfiguration {
        var configuration = DatabaseConfiguration(url: url)
        configuration.sessionTarget = "standby"
        configuration.transactionConnections = 0
        return configuration
    }

    func count(_ counter: CacheCounters.Counter) -> Int { host.levels.counters[counter] }

    /// Asks for what nobody has cached until that is read from the replica alone, and quick reads have a way there too.
    func untilReplicaAnswers() async throws {
        try await eventually("the replica answers") {
            guard replica.database != nil, replica.scans != nil else { return false }
            let before = (count(.replicaReads), count(.primaryReads))
            try await readCold()
            return count(.replicaReads) > before.0 && count(.primaryReads) == before.1
        }
    }

    /// Asks for a page that nobody has asked for before.
    @discardableResult
    func readCold() async throws -> QueryHost.Answer {
        try await host.get("/api/products/?min_price=0.01&max_price=\(UInt32.random(in: 10_000...900_000_000))")
    }

    /// Stops the standby's replay where it is.
    func pauseReplay() async throws {
        try await standby.execute("SELECT pg_wal_replay_pause()")
        try await eventually("replay stands still") {
            try await standby.holds("SELECT pg_get_wal_replay_pause_state() = 'paused'")
        }
    }

    func resumeReplay() async throws {
        try await standby.execute("SELECT pg_wal_replay_resume()")
        try await untilReplicaCaughtUp()
    }

    func untilReplicaCaughtUp() async throws {
        try await eventually("the replica has caught up") {
            replica.position.map { $0 >= host.levels.validity.applied } ?? false
        }
    }
}
