import Logging
import ServiceLifecycle

extension Database {
    /// Keeps all connections up until graceful shutdown or cancellation. On graceful shutdown, what is in flight has
    /// `shutdownDeadline` to end.
    ///
    /// - Throws: `InvalidDatabaseURL`
    package func run() async throws {
        let parameters = try ConnectionParameters(configuration)
        await withTaskGroup { group in
            for slot in 0..<configuration.sharedConnections {
                group.addTask { await self.keepSharedConnection(parameters, slot: slot) }
            }
            for slot in 0..<configuration.transactionConnections {
                group.addTask { await self.keepTransactionConnection(parameters, slot: slot) }
            }
            // Cancellation ends the wait, too.
            try? await gracefulShutdown()
            await finishTransactions()
            sharedConnections.close()
            group.cancelAll()
        }
    }

    /// Runs `body` with a database that is up for just as long: for commands, and tests.
    @discardableResult
    package static func withDatabase<T: Sendable>(
        _ configuration: DatabaseConfiguration, logger: Logger, _ body: @Sendable (Database) async throws -> T
    ) async throws -> T {
        // `run()` would say so, too, but nobody would hear it before `body` had waited in vain.
        _ = try ConnectionParameters(configuration)
        let database = Database(configuration, logger: logger)
        return try await withThrowingTaskGroup { group in
            group.addTask { try await database.run() }
            defer { group.cancelAll() }
            return try await body(database)
        }
    }

    private func keepSharedConnection(_ parameters: ConnectionParameters, slot: Int) async {
        var settings = connectionSettings
        settings.onUnsent = { [sharedConnections] in sharedConnections.resubmit($0) }
        await keepConnection(parameters, settings, slot, up: sharedConnections.opened, down: sharedConnections.lost)
    }

    private func keepTransactionConnection(_ parameters: ConnectionParameters, slot: Int) async {
        await keepConnection(
            parameters, connectionSettings, slot, up: transactionConnections.opened, down: transactionConnections.lost)
    }

    /// Connects, and connects again whenever the connection is lost, until the task is cancelled.
    private func keepConnection(
        _ parameters: ConnectionParameters, _ settings: ConnectionSettings, _ slot: Int, up: (Connection) -> Void,
        down: (Connection) -> Void
    ) async {
        var backoff = Backoff()
        var failures = 0
        while !Task.isCancelled {
            do {
                let connection = try await Connection.open(parameters.rotated(by: failures), settings: settings)
                backoff.reset()
                failures = 0
                up(connection)
                try? await connection.lost.value()
                down(connection)
                connection.close()
            } catch {
                failures += 1
                report(error, failures: failures)
            }
            try? await Task.sleep(for: backoff.next())
        }
    }

    /// One warning per outage and connection; the rest is for debugging.
    private func report(_ error: any Error, failures: Int) {
        guard !(error is CancellationError) else { return }
        logger.log(
            level: failures == 1 ? .warning : .debug, "cannot connect to PostgreSQL",
            metadata: ["reason": "\(error)", "attempt": "\(failures)"])
    }

    private func finishTransactions() async {
        transactionConnections.close()
        let deadline = ContinuousClock.now + configuration.shutdownDeadline
        while transactionConnections.counts.leased + sharedConnections.counts.outstanding > 0,
            ContinuousClock.now < deadline, !Task.isCancelled
        {
            try? await Task.sleep(for: .milliseconds(10))
        }
    }
}
