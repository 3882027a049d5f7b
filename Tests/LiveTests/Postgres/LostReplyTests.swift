import Foundation
import Postgres
import TestSupport
import Testing

@Suite("PostgreSQL: lost replies")
struct LostReplyTests {
    /// A test database that is reached through a proxy.
    private func withProxy(
        deadline: Duration = .seconds(60), _ body: @Sendable (Database, FaultyProxy) async throws -> Void
    ) async throws {
        try await withTestDatabase(.empty) { direct, url in
            var address = try #require(URLComponents(string: url))
            let proxy = try FaultyProxy(before: address)
            defer { proxy.stop() }
            (address.host, address.port) = ("127.0.0.1", Int(proxy.port))
            try await direct.execute("CREATE TABLE t (a int)")
            var configuration = DatabaseConfiguration.patient(url: address.string ?? "")
            configuration.statementDeadline = deadline
            (configuration.sharedConnections, configuration.transactionConnections) = (1, 1)
            try await Database.withDatabase(configuration, logger: .quiet) { database in
                try await eventually("all connections are up") {
                    database.statistics.sharedConnectionsUp + database.statistics.transactionConnectionsIdle == 2
                }
                try await body(database, proxy)
            }
        }
    }

    private func rows(_ database: Database) async throws -> Int? {
        try await database.first("SELECT count(*) FROM t", as: Int.self)
    }

    @Test("a commit whose reply is lost is a success when the server says that it committed")
    func committed() async throws {
        try await withProxy { database, proxy in
            try await database.transaction { transaction in
                try await transaction.execute("INSERT INTO t VALUES (1)")
                _ = try await transaction.xid()
                proxy.set(.cutAtNextAnswer)
            }
            let count = try await rows(database)
            #expect(count == 1)
        }
    }

    @Test("a commit whose reply is lost is unknown when the transaction's id is")
    func unknown() async throws {
        try await withProxy { database, proxy in
            await #expect(throws: PostgresError.commitUnknown(xid: nil)) {
                try await database.transaction { transaction in
                    try await transaction.execute("INSERT INTO t VALUES (1)")
                    proxy.set(.cutAtNextAnswer)
                }
            }
            let count = try await rows(database)
            #expect(count == 1)
        }
    }

    @Test("a commit in which the server dies is a lost connection when the server says that it rolled back")
    func aborted() async throws {
        try await withProxy { database, _ in
            try await database.execute(
                """
                CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql
                AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(60); RETURN NULL; END'
                """)
            try await database.execute(
                """
                CREATE CONSTRAINT TRIGGER dies AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION die()
                """)
            await #expect(throws: PostgresError.connectionLost) {
                try await database.transaction { transaction in
                    try await transaction.execute("INSERT INTO t VALUES (1)")
                    _ = try await transaction.xid()
                }
            }
            let count = try await rows(database)
            #expect(count == 0)
        }
    }

    @Test("a server that falls silent is given up after the deadline, and connected to anew")
    func silence() async throws {
        try await withProxy(deadline: .milliseconds(400)) { database, proxy in
            proxy.set(.swallowAnswers)
            await #expect(throws: PostgresError.deadlineExceeded) { try await database.execute("SELECT 1") }
            proxy.set(.forward)
            try await eventually("statements are answered again") {
                (try? await database.first("SELECT 1", as: Int.self)) == 1
            }
        }
    }
}
