/// A command that was sent and not yet answered completely.
struct InFlight {
    let pending: PendingStatement
    /// The prepared statement that it uses.
    var preparedKey: PreparedStatements.Key?
    /// How many commands it sent before the one that prepares that statement; nil if it does not prepare.
    var commandsBeforePrepare: Int?
    /// Whether it was sent before, and refused for a stale plan or a deadlock.
    var isRepetition = false
    /// Whether a sync follows it: not so a point read that shares its sync with the next one.
    var endsWithSync = true

    /// Whether the refusal came before the statement was prepared, and so the server does not know it.
    func failedToPrepare(after successes: Int) -> Bool { commandsBeforePrepare.map { successes <= $0 } ?? false }

    /// Whether the server wants the statement prepared anew: a table it reads changed its columns (`cached plan must
    /// not change result type`), or the session forgot it (`DISCARD ALL`, a pooler in between).
    func hasStalePlan(_ error: ServerError) -> Bool {
        preparedKey != nil && (error.sqlState == .featureNotSupported || error.sqlState == .unknownStatementName)
    }
}

/// What has come back so far of the oldest command in flight: it may consist of several (BEGIN, a parse, the statement
/// itself), of which the last one's result counts, and the first one's refusal.
struct PartialReply: ~Copyable {
    private(set) var result: StatementResult?
    private(set) var refusal: ServerError?
    private(set) var successes = 0
    /// Whether the server left a command out, because one before it had failed.
    private(set) var isPassedOver = false

    var isEmpty: Bool { successes == 0 && refusal == nil && !isPassedOver }

    mutating func add(_ result: consuming StatementResult) {
        successes += 1
        self.result = consume result
    }

    mutating func add(_ error: ServerError) {
        if refusal == nil { refusal = error }
    }

    mutating func passOver() { isPassedOver = true }

    /// Hands the result to whoever waits for it.
    func deliver(to pending: PendingStatement) {
        switch result {
        case .some(let result): pending.succeed(with: result)
        case .none: pending.fail(with: .connectionLost)
        }
    }

    /// The reply so far, leaving an empty one for the next command.
    mutating func take() -> PartialReply {
        var taken = PartialReply()
        swap(&taken, &self)
        return taken
    }
}
