import Domain
import Events
import Postgres
import Redis
import TestSupport

@testable import CommandAPI
@testable import QueryAPI

/// A database and a Redis of one test's own, with what is needed to run publishers and readers over them.
struct LogFixture: Sendable {
    let database: Database
    var redis: RedisConfiguration

    /// Runs `body` while its publishers and readers run, and stops them.
    static func run(
        _ body: @Sendable (LogFixture, RedisProcess) async throws -> Void
    ) async throws {
        try await withTestDatabase(configure: { $0.transactionConnections = 8 }) { database, _ in
            let server = try RedisProcess()
            defer { server.kill() }
            let fixture = LogFixture(database: database, redis: try RedisConfiguration(url: server.url))
            try await body(fixture, server)
        }
    }

    func client() -> RedisClient { RedisClient(redis, logger: .quiet) }

    func publisher(_ client: RedisClient, wake: PublisherWake = PublisherWake()) -> Publisher {
        Publisher(database: database, redis: client, redisConfiguration: redis, wake: wake, logger: .quiet)
    }

    func reader(
        _ validity: CacheValidity, listener: @escaping EventReader.Listener = { _ in },
        patch: @escaping EventReader.Patch = { _, _ in }
    ) -> EventReader {
        EventReader(
            store: EventStore(database: database), redis: redis, validity: validity, logger: .quiet, patch: patch,
            listeners: [listener])
    }

    /// Writes an event in a transaction of its own, and returns the transaction's id.
    @discardableResult
    func commit(_ change: Change = .brand(BrandID(1)), count: Int = 1) async throws -> Int64 {
        try await database.transaction { transaction in
            try await transaction.record(Array(repeating: RecordedChange(change), count: count))
            return try await transaction.xid()
        }
    }

    /// Lets the projections consume all that is numbered, as pruning demands.
    func consume() async throws { try await Projection.consumeAll(on: database) }

    func head() async throws -> Int64 {
        try await database.one("SELECT position FROM event_head", as: Int64.self)
    }

    func waiting() async throws -> Int {
        try await database.one("SELECT count(*) FROM events WHERE position IS NULL", as: Int.self)
    }

    /// Ends the sessions that hold an advisory lock here: the leader's.
    func killLeader() async throws {
        _ = try await database.query(
            """
            SELECT pg_terminate_backend(pid) FROM pg_locks
            WHERE locktype = 'advisory' AND granted
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """, as: Bool.self)
    }
}
