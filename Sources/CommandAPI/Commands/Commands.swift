import HTTPTypes
import Hummingbird
import Postgres
import WebAPI

/// How every mutation is carried out: one transaction, then one answer.
struct Commands: Sendable {
    let database: Database
    /// Called after each commit, so that the publisher looks for new events at once.
    let afterCommit: @Sendable () -> Void

    /// Carries out a command that may be retried with the same `Idempotency-Key`: the key's row, the work and the stored
    /// answer are one transaction. What `work` throws rolls all of it back, so that a refused command can be retried.
    ///
    /// The answer carries `X-Read-After`, and `Idempotency-Replayed` when it is an earlier attempt's.
    /// - Parameters:
    ///   - body: the request's body as far as it tells one command from another; never a password, because its hash is
    ///     stored with the key.
    ///   - work: it may run again, when its transaction was the victim of a deadlock.
    func perform(
        _ request: Request, _ context: APIRequestContext, body: [UInt8],
        _ work: @Sendable (Transaction) async throws -> Answer
    ) async throws -> Response {
        try await perform(try IdempotentAttempt(of: request, context, body: body), work)
    }

    /// The same for an attempt whose fingerprint the caller has made, of a body that is too long to be kept.
    func perform(
        _ attempt: IdempotentAttempt?, _ work: @Sendable (Transaction) async throws -> Answer
    ) async throws -> Response {
        let (outcome, readAfter) = try await commit { transaction in
            if let earlier = try await attempt?.earlierAnswer(on: transaction) {
                return (answer: earlier, isReplayed: true)
            }
            let answer = try await work(transaction)
            try await attempt?.store(answer, on: transaction)
            return (answer: answer, isReplayed: false)
        }
        return outcome.answer.response(isReplayed: outcome.isReplayed, readAfter)
    }

    /// The stored answer of an earlier attempt: for commands that have work to do before their transaction, which a
    /// retry may not repeat.
    func replay(_ request: Request, _ context: APIRequestContext, body: [UInt8]) async throws -> Response? {
        try await replay(try IdempotentAttempt(of: request, context, body: body))
    }

    func replay(_ attempt: IdempotentAttempt?) async throws -> Response? {
        guard var response = try await attempt?.storedAnswer(on: database)?.response else { return nil }
        response.headers[.idempotencyReplayed] = "true"
        // Whoever sees this later transaction sees the one that the answer is of.
        try await commit { _ in }.1.add(to: &response)
        return response
    }

    /// Carries out a command whose answer holds secrets and so is never stored.
    /// - Returns: what `work` returned, and the token by which a read sees it.
    func commit<Outcome: Sendable>(
        _ work: @Sendable (Transaction) async throws -> Outcome
    ) async throws -> (Outcome, ReadAfter) {
        let result = try await database.transaction { transaction in
            // Asked for before any row is locked; a lost reply to COMMIT is resolved by it.
            try transaction.sendForXID()
            let outcome = try await work(transaction)
            return (outcome, ReadAfter(xid: try await transaction.xid()))
        }
        afterCommit()
        return result
    }
}
