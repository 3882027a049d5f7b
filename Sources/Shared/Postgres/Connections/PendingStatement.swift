import Synchronization

/// What a connection is asked to do.
enum Command: Sendable {
    /// A statement of its own transaction. It is left out if nobody waits for it any more when its turn comes, and is
    /// sent a second time when its prepared plan turns out to be stale, or it loses a deadlock: point reads that share a
    /// transaction hold all their tables' locks until its end.
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

/// A command on its way, as a connection sees it.
///
/// It knows nothing of its result's type: generic code that is not compiled for a type looks up what it needs to know of it
/// at each step, which took a tenth of the time of a read.
final class PendingStatement: Sendable {
    let command: Command
    /// When the caller stops waiting.
    let deadline: ContinuousClock.Instant
    /// Settled when the answer was read, or there will be none.
    let promise = Promise<Void>()
    private let read: @Sendable (borrowing StatementResult) throws -> Void

    init(
        _ command: Command, within limit: Duration, read: @escaping @Sendable (borrowing StatementResult) throws -> Void
    ) {
        self.command = command
        self.read = read
        deadline = .now + limit
    }

    /// Whether nobody waits any more.
    var isSettled: Bool { promise.isSettled }

    func succeed(with result: borrowing StatementResult) {
        guard !isSettled else { return }
        do {
            try read(result)
            promise.settle(.success(()))
        } catch {
            promise.settle(.failure(error))
        }
    }

    func fail(with error: PostgresError) { promise.settle(.failure(error)) }
}

/// A command on its way, and the value that its caller waits for.
struct Reply<Output: Sendable>: Sendable {
    let pending: PendingStatement
    private let answer: Answer

    /// Written before the promise is settled, and read after that.
    private final class Answer: Sendable {
        let value = Mutex<Output?>(nil)
    }

    init(
        to command: Command, within limit: Duration,
        read: @escaping @Sendable (borrowing StatementResult) throws -> Output
    ) {
        let answer = Answer()
        self.answer = answer
        pending = PendingStatement(command, within: limit) { result in
            let value = try read(result)
            answer.value.withLock { $0 = value }
        }
    }

    /// As `Promise.value`.
    nonisolated(nonsending) func value() async throws -> Output {
        try await pending.promise.value()
        return read()
    }

    /// As `Promise.valueDespiteCancellation`.
    nonisolated(nonsending) func valueDespiteCancellation() async throws -> Output {
        try await pending.promise.valueDespiteCancellation()
        return read()
    }

    private func read() -> Output {
        guard let value = answer.value.withLock(\.self) else {
            preconditionFailure("an answer is read before it is announced")
        }
        return value
    }
}
