import Synchronization

/// How a transaction begins.
package enum TransactionMode: Sendable {
    /// READ COMMITTED, each statement with its own snapshot.
    case readWrite
    case readOnly
    /// One snapshot for all statements, which can only read.
    case snapshot

    var begin: Statement {
        switch self {
        case .readWrite: "BEGIN"
        case .readOnly: "BEGIN READ ONLY"
        case .snapshot: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        }
    }
}

/// A statement of a transaction that is on its way.
package struct SentStatement<Output: Sendable>: Sendable {
    fileprivate let reply: Reply<Output>

    /// What it came to; to be asked for once.
    nonisolated(nonsending) package func value() async throws -> Output { try await reply.value() }
}

/// An open transaction, valid only during the closure that it was given to.
///
/// It begins with its first statement, in the same write. After a statement was refused, PostgreSQL refuses all that
/// follow: a body that catches such an error can only do without the transaction's effects.
package final class Transaction: QueryRunner {
    private struct State {
        var hasBegun = false
        var isOver = false
        var isCommitSent = false
        var xid: Int64?
        /// What became of the statements that were sent without waiting.
        var sent: [PendingStatement] = []
    }

    private let connection: Connection
    private let mode: TransactionMode
    private let deadline: Duration
    private let state = Mutex(State())

    init(on connection: Connection, mode: TransactionMode, statementDeadline: Duration) {
        self.connection = connection
        self.mode = mode
        deadline = statementDeadline
    }

    nonisolated(nonsending) package func run<Output: Sendable>(
        _ statement: Statement, read: @escaping @Sendable (borrowing StatementResult) throws -> Output
    ) async throws -> Output {
        let reply = try submit(statement, read: read)
        do {
            return try await reply.value()
        } catch {
            throw refusalOfSent ?? error
        }
    }

    /// Sends a statement without waiting for it: it goes in one write with the statement that is awaited next, or with
    /// COMMIT, and saves a round trip. When the server refuses it, that one throws the refusal.
    package func send(_ statement: Statement) throws { _ = try send(statement) { _ in } }

    /// The same for the values of the only column, which are known when a later statement is answered.
    package func send<Column: PostgresDecodable>(
        _ statement: Statement, as type: Column.Type
    ) throws -> SentStatement<[Column]> {
        try send(statement) { result in try result.rows { row in try row.next(Column.self) } }
    }

    private func send<Output: Sendable>(
        _ statement: Statement, read: @escaping @Sendable (borrowing StatementResult) throws -> Output
    ) throws -> SentStatement<Output> {
        let reply = try submit(statement, read: read)
        state.withLock { $0.sent.append(reply.pending) }
        return SentStatement(reply: reply)
    }

    private var refusalOfSent: PostgresError? {
        let sent = state.withLock(\.sent)
        return sent.lazy.compactMap { $0.promise.failure as? PostgresError }.first
    }

    /// The transaction's id (`pg_current_xact_id`), which it gets by this if it has none yet.
    ///
    /// Knowing it lets the database find out what became of a commit whose reply was lost.
    nonisolated(nonsending) package func xid() async throws -> Int64 {
        if let xid = knownXID { return xid }
        let reply = try requestXID()
        do {
            return try await reply.value()
        } catch {
            throw refusalOfSent ?? error
        }
    }

    /// Has `xid()` asked for in one write with the statement that is awaited next; it is known when that is answered.
    package func sendForXID() throws { _ = try requestXID() }

    private func requestXID() throws -> Reply<Int64> {
        let statement: Statement = "SELECT pg_current_xact_id()"
        return try submit(statement.prepared("xid")) { [self] result in
            let xid = try result.row(0) { row in try row.next(Int64.self) }
            state.withLock { $0.xid = xid }
            return xid
        }
    }

    var knownXID: Int64? { state.withLock(\.xid) }

    /// Whether the server may have committed.
    var isCommitSent: Bool { state.withLock(\.isCommitSent) }

    private func submit<Output: Sendable>(
        _ statement: Statement, read: @escaping @Sendable (borrowing StatementResult) throws -> Output
    ) throws -> Reply<Output> {
        // Submitted under the lock: nothing may overtake the statement that opens the transaction.
        try state.withLock { state in
            precondition(!state.isOver, "a transaction was used after its closure had returned")
            let opening = state.hasBegun ? nil : mode
            state.hasBegun = true
            return try send(.transactional(statement, opening: opening), read: read)
        }
    }

    private func send<Output: Sendable>(
        _ command: Command, read: @escaping @Sendable (borrowing StatementResult) throws -> Output
    ) throws -> Reply<Output> {
        let reply = Reply(to: command, within: deadline, read: read)
        switch connection.submit(reply.pending) {
        case .accepted: return reply
        case .full: throw PostgresError.busy
        case .closed: throw PostgresError.connectionLost
        }
    }

    // The end

    /// COMMIT, unless nothing was done. It is not cancelled with the task.
    ///
    /// - Throws: `PostgresError`: `.server` when the server rolled back instead.
    nonisolated(nonsending) func commit() async throws {
        guard end() else { return }
        let commit = try finish("COMMIT")
        state.withLock { $0.isCommitSent = true }
        let tag = try await commit.valueDespiteCancellation()
        // What COMMIT answers when a statement had failed, and nobody has waited for it, or the body has swallowed its
        // error.
        guard tag == "ROLLBACK" else { return }
        if case .server(let refusal) = refusalOfSent { throw PostgresError.server(refusal) }
        let isTooLate = refusalOfSent == .deadlineExceeded
        throw PostgresError.server(
            ServerError(
                sqlState: isTooLate ? .queryCanceled : .transactionFailed,
                message: "rolled back, because one of its statements had failed"))
    }

    /// ROLLBACK, unless nothing was done or the transaction is over. It is not cancelled with the task.
    nonisolated(nonsending) func rollback() async throws {
        guard end() else { return }
        _ = try await finish("ROLLBACK").valueDespiteCancellation()
    }

    private func finish(_ statement: Statement) throws -> Reply<String> {
        try send(.transactional(statement, opening: nil)) { result in result.commandTag }
    }

    /// Whether there is something to end; true once.
    private func end() -> Bool {
        state.withLock { state in
            defer { state.isOver = true }
            return state.hasBegun && !state.isOver
        }
    }
}
