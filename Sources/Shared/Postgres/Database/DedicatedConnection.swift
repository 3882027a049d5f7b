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
        try await submit(.autocommit(statement), read: read).value()
    }

    private func submit<Output: Sendable>(
        _ command: Command, read: @escaping @Sendable (borrowing StatementResult) throws -> Output
    ) throws(PostgresError) -> Reply<Output> {
        let reply = Reply(to: command, within: database.configuration.statementDeadline, read: read)
        switch connection.submit(reply.pending) {
        case .accepted: return reply
        case .full: throw .busy
        case .closed: throw .connectionLost
        }
    }

    /// Runs `body` in a transaction on this connection, as `Database.transaction` does. No other statement may run on
    /// it meanwhile.
    @discardableResult
    nonisolated(nonsending) package func transaction<T: Sendable>(
        _ mode: TransactionMode = .readWrite, _ body: (Transaction) async throws -> T
    ) async throws -> T {
        try await database.repeating { try await database.perform(mode, on: connection, body) }
    }

    /// Runs a text of several statements, while nothing else runs on this connection.
    ///
    /// - Returns: Whether a transaction is open afterwards.
    nonisolated(nonsending) func runScript(_ text: String) async throws -> Bool {
        try await submit(.script(text)) { _ in }.value()
        return await connection.isInTransaction
    }
}

extension Database {
    /// Opens a connection besides the others, for as long as `body` runs.
    ///
    /// - Parameter attempt: begins with another of the URL's hosts each time; one that is silent takes the whole time of
    ///   its attempt.
    /// - Throws: `PostgresError.unavailable` if it cannot be opened; what `body` throws.
    @discardableResult
    nonisolated(nonsending) package func withConnection<T: Sendable>(
        attempt: Int = 0, _ body: (DedicatedConnection) async throws -> T
    ) async throws -> T {
        let parameters = try ConnectionParameters(configuration).rotated(by: attempt)
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
