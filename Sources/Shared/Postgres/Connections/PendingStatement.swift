/// What a connection is asked to do.
enum Command: Sendable {
    /// A statement of its own transaction. It is left out if nobody waits for it any more when its turn comes, and is
    /// sent a second time when its prepared plan turns out to be stale.
    case autocommit(Statement)
    /// A statement within a transaction, which it also opens if it is the first.
    case transactional(Statement, opening: TransactionMode?)
    /// A text of several statements without binds, on a connection that does nothing else meanwhile.
    case script(String)

    var statement: Statement? {
        switch self {
        case .autocommit(let statement), .transactional(let statement, _): statement
        case .script: nil
        }
    }

    /// Whether it may share its sync with others.
    var isPointRead: Bool { if case .autocommit(let statement) = self { statement.isPointRead } else { false } }

    var isAutocommit: Bool { if case .autocommit = self { true } else { false } }

    var isScript: Bool { if case .script = self { true } else { false } }
}

/// A command on its way, as a connection sees it: without the type of its result.
protocol PendingStatement: AnyObject, Sendable {
    var command: Command { get }
    /// When the caller stops waiting.
    var deadline: ContinuousClock.Instant { get }
    /// Whether nobody waits any more.
    var isSettled: Bool { get }

    func succeed(with result: borrowing StatementResult)
    func fail(with error: PostgresError)
}

/// A command on its way, and the value that its caller waits for.
final class Reply<Output: Sendable>: PendingStatement {
    let command: Command
    let deadline: ContinuousClock.Instant
    let promise = Promise<Output>()
    private let read: @Sendable (borrowing StatementResult) throws -> Output

    init(
        to command: Command, within limit: Duration,
        read: @escaping @Sendable (borrowing StatementResult) throws -> Output
    ) {
        self.command = command
        self.read = read
        deadline = .now + limit
    }

    var isSettled: Bool { promise.isSettled }

    func succeed(with result: borrowing StatementResult) {
        guard !promise.isSettled else { return }
        do {
            promise.settle(.success(try read(result)))
        } catch {
            promise.settle(.failure(error))
        }
    }

    func fail(with error: PostgresError) { promise.settle(.failure(error)) }
}
