import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("PostgreSQL: outages")
struct OutageTests {
    /// Ends all sessions of a database.
    private func terminateSessions(of url: String) async throws {
        let name = URL(string: url)?.lastPathComponent ?? ""
        try await TestDatabase.administrate { connection in
            try await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = \(name)")
        }
    }

    @Test("terminated connections are replaced, and statements meanwhile wait for the new ones")
    func reconnect() async throws {
        try await withTestDatabase(.empty) { database, url in
            #expect(try await database.first("SELECT 1", as: Int.self) == 1)
            try await terminateSessions(of: url)
            try await eventually("statements run again") {
                (try? await database.first("SELECT 1", as: Int.self)) == 1
            }
            try await eventually("all connections are back") {
                let statistics = database.statistics
                return statistics.sharedConnectionsUp == 2 && statistics.transactionConnectionsIdle == 2
            }
            #expect(try await database.transaction { try await $0.first("SELECT 2", as: Int.self) } == 2)
        }
    }

    @Test("a statement whose connection is cut in the middle fails as lost, and is not repeated")
    func cutStatement() async throws {
        try await withTestDatabase(.empty, configure: { $0.sharedConnections = 1 }) { database, url in
            try await database.execute("CREATE SEQUENCE runs")
            let cut = Task { try await database.execute("SELECT pg_sleep(60) FROM nextval('runs')") }
            try await eventually("it is in flight") { database.statistics.statementsInFlight == 1 }
            try await eventually("it sleeps") {
                try await database.transaction {
                    try await $0.first(
                        """
                        SELECT count(*) FROM pg_stat_activity
                        WHERE wait_event = 'PgSleep' AND datname = current_database()
                        """, as: Int.self) ?? 0
                } > 0
            }
            try await terminateSessions(of: url)
            await #expect(throws: PostgresError.connectionLost) { try await cut.value }
            #expect(try await database.first("SELECT last_value FROM runs", as: Int.self) == 1)
        }
    }

    @Test("a transaction whose connection is cut throws, and leaves nothing")
    func cutTransaction() async throws {
        try await withTestDatabase(.empty) { database, url in
            try await database.execute("CREATE TABLE t (a int)")
            await #expect(throws: PostgresError.connectionLost) {
                try await database.transaction { transaction in
                    try await transaction.execute("INSERT INTO t VALUES (1)")
                    try await terminateSessions(of: url)
                    try await transaction.execute("INSERT INTO t VALUES (2)")
                }
            }
            try await eventually("the rows can be counted, and are none") {
                (try? await database.first("SELECT count(*) FROM t", as: Int.self)) == 0
            }
        }
    }

    @Test("without a server, statements fail as unavailable by their deadline, transactions by theirs")
    func noServer() async throws {
        var configuration = DatabaseConfiguration(
            url: "postgresql://nobody@127.0.0.1:1/nothing", statementDeadline: .milliseconds(300))
        configuration.leaseDeadline = .milliseconds(200)
        try await Database.withDatabase(configuration, logger: .quiet) { database in
            await #expect(throws: PostgresError.unavailable) { try await database.execute("SELECT 1") }
            await #expect(throws: PostgresError.unavailable) { try await database.transaction { _ in } }
            await #expect(throws: PostgresError.unavailable) { try await database.withConnection { _ in } }
            #expect(database.statistics.statementsWaiting == 0)
        }
    }

    @Test("of several hosts, one that refuses and one that is silent are passed over")
    func severalHosts() async throws {
        let silent = try SilentServer()
        let server = try #require(URLComponents(string: try TestDatabase.serverURL()))
        var configuration = DatabaseConfiguration(
            url: "postgresql://\(server.user ?? "")@127.0.0.1:1,127.0.0.1:\(silent.port),"
                + "\(server.host ?? ""):\(server.port ?? 5432)/postgres?target_session_attrs=read-write")
        if let password = server.password { configuration.url += "&password=\(password)" }
        configuration.connectTimeout = .seconds(1)
        configuration.statementDeadline = .seconds(60)
        try await Database.withDatabase(configuration, logger: .quiet) { database in
            let one = try await database.first("SELECT 1", as: Int.self)
            #expect(one == 1)
        }
    }

    @Test("a server that accepts and then says nothing does not hold a statement beyond its deadline")
    func silentServer() async throws {
        let silent = try SilentServer()
        var configuration = DatabaseConfiguration(
            url: "postgresql://nobody@127.0.0.1:\(silent.port)/nothing", statementDeadline: .milliseconds(300))
        configuration.connectTimeout = .milliseconds(100)
        try await Database.withDatabase(configuration, logger: .quiet) { database in
            await #expect(throws: PostgresError.unavailable) { try await database.execute("SELECT 1") }
        }
    }

    @Test("a dedicated connection keeps its session, and is not replaced when it is lost")
    func dedicatedConnection() async throws {
        try await withTestDatabase(.empty) { database, url in
            try await database.withConnection { connection in
                #expect(try await connection.first("SELECT pg_try_advisory_lock(1)", as: Bool.self) == true)
                #expect(try await database.first("SELECT pg_try_advisory_lock(1)", as: Bool.self) == false)
                let doubled = try await connection.transaction { try await $0.first("SELECT \(21) * 2", as: Int.self) }
                #expect(doubled == 42)
                try await terminateSessions(of: url)
                await #expect(throws: PostgresError.connectionLost) {
                    for _ in 0..<100 { try await connection.execute("SELECT 1") }
                }
                #expect(!connection.isOpen)
            }
            try await eventually("the lock is free") {
                (try? await database.first("SELECT pg_try_advisory_xact_lock(1)", as: Bool.self)) == true
            }
        }
    }
}
