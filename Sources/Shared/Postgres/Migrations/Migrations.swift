import Logging

/// The schema's history: numbered SQL files, applied in order, each once and in a transaction of its own.
///
/// What was applied is kept in `schema_migrations` with a hash of each file's text: a file that was edited after it
/// landed is refused. Runs exclude each other by an advisory lock, so that any number of processes may start at once.
package struct Migrations: Sendable {
    private let directory: String

    package init(directory: String) { self.directory = directory }

    /// Brings the schema up to date.
    ///
    /// - Parameter progress: Called with the name of each migration that was applied.
    /// - Returns: The names of those applied, in order; empty if the schema was up to date.
    /// - Throws: `MigrationError`, `PostgresError`, `InvalidDatabaseURL`.
    @discardableResult
    package func apply(
        to configuration: DatabaseConfiguration, logger: Logger = Logger(label: "tandem.migrations"),
        progress: @Sendable (String) -> Void = { _ in }
    ) async throws -> [String] {
        let files = try MigrationFile.all(in: directory)
        return try await connected(configuration, logger) { connection in
            try await Self.lock(connection)
            try await connection.execute(Self.createHistory)
            let pending = try await Self.pending(files, on: connection)
            for file in pending {
                try await Self.apply(file, on: connection)
                progress(file.name)
            }
            return pending.map(\.name)
        }
    }

    /// The names of the migrations that `apply` would apply. It changes nothing.
    ///
    /// - Throws: As `apply` does.
    package func pending(
        in configuration: DatabaseConfiguration, logger: Logger = Logger(label: "tandem.migrations")
    ) async throws -> [String] {
        let files = try MigrationFile.all(in: directory)
        return try await connected(configuration, logger) { connection in
            let hasHistory = try await connection.first(
                "SELECT to_regclass('schema_migrations') IS NOT NULL", as: Bool.self)
            guard hasHistory == true else { return files.map(\.name) }
            return try await Self.pending(files, on: connection).map(\.name)
        }
    }

    private func connected<T: Sendable>(
        _ configuration: DatabaseConfiguration, _ logger: Logger, _ body: (DedicatedConnection) async throws -> T
    ) async throws -> T {
        var configuration = configuration
        configuration.statementDeadline = .seconds(1_800)
        configuration.idleInTransactionDeadline = .seconds(60)
        // One that waits for a table's lock makes everybody else wait behind it; better to fail and be run again.
        configuration.lockDeadline = .seconds(10)
        return try await Database(configuration, logger: logger).withConnection(body)
    }
}

extension Migrations {
    private static let lockKey: Int64 = 0x74_61_6e_64_65_6d

    private static let createHistory: Statement = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            number     integer PRIMARY KEY,
            name       text NOT NULL,
            sha256     bytea NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now()
        )
        """

    /// Waits until no other run is under way; the lock ends with the session.
    private static func lock(_ connection: DedicatedConnection) async throws {
        try await connection.execute("SET lock_timeout = 0")
        try await connection.execute("SELECT pg_advisory_lock(\(lockKey))")
        try await connection.execute("RESET lock_timeout")
    }

    /// Compares the files with the history.
    private static func pending(
        _ files: [MigrationFile], on connection: DedicatedConnection
    ) async throws -> [MigrationFile] {
        let statuses = try await connection.query(
            """
            SELECT number::bigint, coalesce(applied.name, file.name), file.name IS NOT NULL,
                   applied.sha256 = sha256(convert_to(file.content, 'UTF8'))
            FROM unnest(\(files.map(\.number)), \(files.map(\.name)), \(files.map(\.text)))
                 AS file (number, name, content)
            FULL JOIN schema_migrations AS applied USING (number)
            ORDER BY number
            """, as: Status.self)
        for status in statuses {
            if !status.hasFile { throw MigrationError.missing(status.name) }
            if status.isUnchanged == false { throw MigrationError.edited(status.name) }
        }
        let pending = Set(statuses.filter { $0.isUnchanged == nil }.map(\.number))
        return files.filter { pending.contains($0.number) }
    }

    private static func apply(_ file: MigrationFile, on connection: DedicatedConnection) async throws {
        do {
            try await connection.transaction { transaction in
                try await transaction.execute(
                    """
                    INSERT INTO schema_migrations (number, name, sha256)
                    VALUES (\(file.number), \(file.name), sha256(convert_to(\(file.text), 'UTF8')))
                    """)
                guard try await connection.runScript(file.text) else {
                    throw MigrationError.endsItsTransaction(file.name)
                }
            }
        } catch let error as PostgresError {
            throw MigrationError.refused(file.name, error)
        }
    }
}

/// How a migration's file and its entry in the history relate.
private struct Status: RowDecodable {
    let number: Int
    let name: String
    let hasFile: Bool
    /// Nil while it is not applied.
    let isUnchanged: Bool?

    init(from row: inout Row) throws {
        number = try row.next()
        name = try row.next()
        hasFile = try row.next()
        isUnchanged = try row.next()
    }
}
