import Logging

/// A connection for one user alone, for what belongs to a session, such as an advisory lock.
///
/// It is not replaced when it is lost: then every statement throws `PostgresError.connectionLost`, and what the session
/// held is gone.
package final class DedicatedConnection: QueryRunner {
    private let connection: Connection
    private let database: Database

    init(_ connection: Connection, of database: Database) {
        self.connection = connection
        self.database = database
    }

    package var isOpen: Bool { connection.isOpen }

    /// Runs a statement in a transaction of its own.
    nonisolated(nonsending) package func run<Output: Sendable>(
        _ statement: Statement, read: @escaping @Sendable (borrowing StatementResult) throws -> Output
    ) async throws -> Output {
        let deadline = database.configuration.statementDeadline
        let reply = Reply(to: .autocommit(statement), within: deadline, read: read)
        switch connection.submit(reply) {
        case .accepted: return try await reply.promise.value()
        case .full: throw PostgresError.busy
        case .closed: throw PostgresError.connectionLost
        }
    }

    /// Runs `body` in a transaction on this connection, as `Database.transaction` does. No other statement may run on
    /// it meanwhile.
    nonisolated(nonsending) package func transaction<T: Sendable>(
        _ mode: TransactionMode = .readWrite, _ body: (Transaction) async throws -> T
    ) async throws -> T {
        try await database.repeating { try await database.perform(mode, on: connection, body) }
    }
}

extension Database {
    /// Opens a connection besides the others, for as long as `body` runs.
    ///
    /// - Throws: `PostgresError.unavailable` if it cannot be opened; what `body` throws.
    nonisolated(nonsending) package func withConnection<T: Sendable>(
        _ body: (DedicatedConnection) async throws -> T
    ) async throws -> T {
        let parameters = try ConnectionParameters(configuration)
        let connection: Connection
        do {
            connection = try await Connection.open(parameters, settings: connectionSettings)
        } catch let failure as ConnectionFailure {
            logger.debug("cannot open a dedicated connection", metadata: ["reason": "\(failure)"])
            throw PostgresError.unavailable
        }
        defer { connection.close() }
        return try await body(DedicatedConnection(connection, of: self))
    }
}
