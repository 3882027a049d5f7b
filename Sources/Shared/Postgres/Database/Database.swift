import Logging
import ServiceLifecycle

/// The database, as a service that keeps its connections up.
///
/// Statements of their own share a few pipelined connections; `transaction` leases one for itself. While no connection
/// is up, statements wait for one within their deadline, and then fail with `unavailable`. No statement is ever repeated
/// whose outcome is unknown.
///
/// Nothing connects before `run()`. Others may use it until it returns, so it shuts down last: a `ServiceGroup`
/// stops its services in reverse order.
package final class Database: Service, QueryRunner {
    let configuration: DatabaseConfiguration
    let logger: Logger
    let sharedConnections: SharedConnections
    let transactionConnections: TransactionConnections

    package init(_ configuration: DatabaseConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        sharedConnections = SharedConnections(configuration)
        transactionConnections = TransactionConnections(configuration)
    }

    nonisolated(nonsending) package func run<Output: Sendable>(
        _ statement: Statement, read: @escaping @Sendable (borrowing StatementResult) throws -> Output
    ) async throws -> Output {
        try await submit(statement, read: read).value()
    }

    nonisolated(nonsending) func runDespiteCancellation<Output: Sendable>(
        _ statement: Statement, within deadline: Duration? = nil,
        read: @escaping @Sendable (borrowing StatementResult) throws -> Output
    ) async throws -> Output {
        try await submit(statement, within: deadline, read: read).valueDespiteCancellation()
    }

    private func submit<Output: Sendable>(
        _ statement: Statement, within deadline: Duration? = nil,
        read: @escaping @Sendable (borrowing StatementResult) throws -> Output
    ) throws(PostgresError) -> Reply<Output> {
        let reply = Reply(to: .autocommit(statement), within: deadline ?? configuration.statementDeadline, read: read)
        try sharedConnections.submit(reply.pending)
        return reply
    }

    var connectionSettings: ConnectionSettings {
        ConnectionSettings(
            connectTimeout: configuration.connectTimeout, patience: configuration.statementDeadline,
            maximumPipelineDepth: configuration.maximumPipelineDepth, logger: logger)
    }
}
