import Foundation
import Postgres
import TestSupport
import Testing

/// Point reads that share a transaction hold the locks of all their tables until its end, and so may deadlock with who
/// shuts readers out of two of these. PostgreSQL rolls back the one that finds out.
@Suite("PostgreSQL: deadlocks between point reads and migrations")
struct DeadlockTests {
    private static let neverFindsOut: Statement = "SET LOCAL deadlock_timeout = '1min'"

    private static let configure = { @Sendable (configuration: inout DatabaseConfiguration) in
        (configuration.sharedConnections, configuration.transactionConnections) = (1, 3)
    }

    private func read(_ table: String, on runner: some QueryRunner) async throws -> Int? {
        let select = Statement(unsafeSQL: "SELECT value FROM \(table)")
        return try await runner.first(select.pointRead("read_\(table)"), as: Int.self)
    }

    /// What waits until a lock is free that is nobody's table.
    private func wait(for key: Int, on database: Database) async throws -> Int? {
        let statement: Statement = "SELECT count(pg_advisory_xact_lock_shared(\(key)))"
        return try await database.first(statement.pointRead("wait"), as: Int.self)
    }

    private func makeTables(on database: Database) async throws {
        for table in ["a", "b"] {
            try await database.execute(Statement(unsafeSQL: "CREATE TABLE \(table) AS SELECT 1 AS value"))
            // From now on it is prepared, and may share a transaction.
            #expect(try await read(table, on: database) == 1)
        }
    }

    @Test("a read that loses is run again")
    func readLoses() async throws {
        try await withTestDatabase(.empty, configure: Self.configure) { database, _ in
            try await makeTables(on: database)
            try await database.execute("SET deadlock_timeout = '10ms'")
            let gate = try await Gate.closed(on: database)
            let values = try await withThrowingTaskGroup(of: Int?.self) { group in
                try await database.transaction { migration in
                    try await migration.execute(Self.neverFindsOut)
                    try await migration.execute("LOCK TABLE a IN ACCESS EXCLUSIVE MODE")
                    try await migration.execute("SELECT pg_advisory_lock(1)")
                    // While the first one waits, the others collect, in this order; they share a transaction.
                    group.addTask { try await wait(for: 1, on: database) }
                    try await eventually("in flight") { database.statistics.statementsInFlight == 1 }
                    group.addTask { try await read("b", on: database) }
                    try await eventually("b is read") { database.statistics.statementsInFlight == 2 }
                    group.addTask { try await wait(for: Gate.key, on: database) }
                    try await eventually("then they wait") { database.statistics.statementsInFlight == 3 }
                    group.addTask { try await read("a", on: database) }
                    try await eventually("then a is read") { database.statistics.statementsInFlight == 4 }
                    try await migration.execute("SELECT pg_advisory_unlock(1)")
                    try await eventually("they have locked b") { try await waiters(on: migration) == 1 }
                    group.addTask {
                        try await database.transaction { observer in
                            try await eventually("b is wanted") { try await waiters(for: "b", on: observer) == 1 }
                        }
                        try await gate.open()
                        return nil
                    }
                    try await migration.execute("LOCK TABLE b IN ACCESS EXCLUSIVE MODE")
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(values.compactMap(\.self) == [1, 1, 1, 1])
        }
    }

    @Test("a migration that loses is run again")
    func migrationLoses() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let script = """
            LOCK TABLE a IN ACCESS EXCLUSIVE MODE;
            SELECT pg_advisory_xact_lock(\(Gate.key));
            LOCK TABLE b IN ACCESS EXCLUSIVE MODE;
            """
        try script.write(toFile: "\(directory)/0001_both.sql", atomically: true, encoding: .utf8)
        try await withTestDatabase(.empty, configure: Self.configure) { database, url in
            try await makeTables(on: database)
            try await database.execute(
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = 10', current_database()); END $$")
            let gate = try await Gate.closed(on: database)
            async let applied = Migrations(directory: directory).apply(to: DatabaseConfiguration(url: url))
            try await database.transaction { reader in
                try await reader.execute(Self.neverFindsOut)
                #expect(try await read("b", on: reader) == 1)
                try await eventually("it has locked a") { try await waiters(on: reader) == 1 }
                async let opened: Void = database.transaction { observer in
                    try await eventually("a is wanted") { try await waiters(for: "a", on: observer) == 1 }
                    try await gate.open()
                }
                #expect(try await read("a", on: reader) == 1)
                try await opened
            }
            #expect(try await applied == ["0001_both"])
        }
    }
}

/// How many sessions of this database wait for a lock of the table; without one, for an advisory lock.
private func waiters(for table: String? = nil, on runner: some QueryRunner) async throws -> Int {
    try await runner.one(
        """
        SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
        WHERE datname = current_database() AND NOT granted
              AND CASE WHEN \(orNull: table) IS NULL THEN locktype = 'advisory'
                       ELSE relation = to_regclass(\(orNull: table)) END
        """, as: Int.self)
}
