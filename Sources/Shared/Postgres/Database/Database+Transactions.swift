extension Database {
    /// Runs `body` in a transaction on a connection of its own: commits when it returns, rolls back when it throws.
    ///
    /// A deadlock or a serialization conflict rolls it back and runs `body` again, up to
    /// `maximumTransactionAttempts` times in all: what `body` does besides its statements must be safe to repeat.
    /// COMMIT itself is never repeated. If its reply is lost, and `body` has asked for `Transaction.xid()`, the server
    /// is asked what became of it; what stays open is `commitUnknown`.
    ///
    /// - Throws: What `body` throws; `PostgresError`; `CancellationError`.
    @discardableResult
    nonisolated(nonsending) package func transaction<T: Sendable>(
        _ mode: TransactionMode = .readWrite, _ body: (Transaction) async throws -> T
    ) async throws -> T {
        try await repeating {
            let connection = try await transactionConnections.lease()
            defer { transactionConnections.giveBack(connection) }
            return try await perform(mode, on: connection, body)
        }
    }

    /// Runs `attempt` again after conflicts between transactions, each time a little later.
    nonisolated(nonsending) func repeating<T: Sendable>(_ attempt: () async throws -> T) async throws -> T {
        var attempts = 1
        while true {
            do {
                return try await attempt()
            } catch let error as PostgresError where error.isConflict {
                guard attempts < configuration.maximumTransactionAttempts else { throw error }
                attempts += 1
                try await Task.sleep(for: .milliseconds(Int.random(in: 1...(10 * attempts))))
            }
        }
    }

    /// One run of a transaction on a connection that nobody else uses meanwhile.
    nonisolated(nonsending) func perform<T: Sendable>(
        _ mode: TransactionMode, on connection: Connection, _ body: (Transaction) async throws -> T
    ) async throws -> T {
        let transaction = Transaction(on: connection, mode: mode, statementDeadline: configuration.statementDeadline)
        let value: T
        do {
            value = try await body(transaction)
        } catch PostgresError.deadlineExceeded {
            // Not even the server's own, shorter deadline was heard of: it is not asked to roll back, which it does when
            // the session ends.
            connection.close()
            throw PostgresError.deadlineExceeded
        } catch {
            await rollBack(transaction, on: connection)
            throw error
        }
        do {
            try await transaction.commit()
        } catch PostgresError.server(let refusal) {
            // The server has rolled back.
            throw PostgresError.server(refusal)
        } catch {
            // Not to be used again before the server is done with it, whatever becomes of the transaction.
            connection.close()
            guard transaction.isCommitSent else { throw error }
            // Who has waited the deadline out for COMMIT does not wait as long again.
            let isSilent = error as? PostgresError == .deadlineExceeded
            let patience = isSilent ? Self.silentServerPatience : configuration.statementDeadline
            try await resolveCommit(of: transaction.knownXID, within: patience)
        }
        return value
    }

    nonisolated(nonsending) private func rollBack(_ transaction: Transaction, on connection: Connection) async {
        // A statement that nobody waits for any more (its task was cancelled) would delay the rollback.
        if connection.outstanding > 0, let pid = await connection.backendPID { await cancelStatement(of: pid) }
        do {
            try await transaction.rollback()
        } catch {
            // The server rolls back when the session ends.
            connection.close()
        }
    }

    /// Asks the server to stop what the session with this process id is doing.
    ///
    /// By SQL on a shared connection, and not by libpq's `PQcancel`, which blocks a thread for as long as the network
    /// likes. When it fails, the statement ends by the server's own deadline.
    nonisolated(nonsending) private func cancelStatement(of pid: Int32) async {
        _ = try? await runDespiteCancellation(
            """
            SELECT pg_cancel_backend(pid) FROM pg_stat_activity
            WHERE pid = \(pid) AND usename = current_user AND application_name = current_setting('application_name')
            """
        ) { result in result.rowCount }
    }

    private static var silentServerPatience: Duration { .milliseconds(500) }

    /// Finds out on another connection what became of a commit whose reply was lost.
    ///
    /// - Throws: `PostgresError.connectionLost` if it was rolled back, `.commitUnknown` if that cannot be said.
    nonisolated(nonsending) private func resolveCommit(of xid: Int64?, within patience: Duration) async throws {
        guard let xid else { throw PostgresError.commitUnknown(xid: nil) }
        let deadline = ContinuousClock.now + patience
        repeat {
            // xid8 has no cast from int8.
            let statement: Statement = "SELECT pg_xact_status(\(String(xid))::xid8)"
            let status = try? await runDespiteCancellation(statement, within: patience) { result in
                try result.row(0) { row in try row.next(String?.self) }
            }
            switch status {
            case "committed": return
            case "aborted": throw PostgresError.connectionLost
            // The server has not noticed yet that its client is gone.
            case "in progress": try? await Task.sleep(for: .milliseconds(20))
            default: throw PostgresError.commitUnknown(xid: xid)
            }
        } while ContinuousClock.now < deadline
        throw PostgresError.commitUnknown(xid: xid)
    }
}

extension PostgresError {
    /// Whether the transaction was rolled back for no fault of its own, so that running it again is the remedy: a
    /// conflict with another one, or a prepared plan that a schema change had made stale.
    var isConflict: Bool {
        switch sqlState {
        case .deadlockDetected, .serializationFailure, .featureNotSupported, .unknownStatementName: true
        default: false
        }
    }
}
