import Crypto
import Domain
import HTTPTypes
import Hummingbird
import Postgres
import WebAPI

/// One of the attempts that a client makes under an `Idempotency-Key`.
struct IdempotentAttempt: Sendable {
    /// Whose key it is: two people may choose the same one.
    let scope: String
    let key: String
    /// SHA-256 of the method, the path and the body.
    let fingerprint: [UInt8]

    enum Refused: Refusal {
        /// The key was used for something else.
        case keyReused
    }

    /// Nil when the request has no key. Throws `bad-request` for a malformed one.
    init?(of request: Request, _ context: APIRequestContext, body: [UInt8]) throws {
        var digest = Self.digest(of: request)
        digest.update(data: body)
        try self.init(of: request, context, fingerprint: Array(digest.finalize()))
    }

    /// Of a body that is too long to be kept.
    /// - Parameter fingerprint: what `digest(of:)` comes to when it has seen the body.
    init?(of request: Request, _ context: APIRequestContext, fingerprint: [UInt8]) throws {
        guard let key = try IdempotencyKey.of(request.headers) else { return nil }
        if let identity = context.identity {
            scope = "user:\(identity.user)"
        } else {
            scope = "address:\(context.remoteAddress?.description ?? "local")"
        }
        self.key = key.text
        self.fingerprint = fingerprint
    }

    /// What tells one command from another, but for its body.
    static func digest(of request: Request) -> SHA256 {
        let path = request.uri.path.split(separator: "/").joined(separator: "/")
        var digest = SHA256()
        digest.update(data: Array("\(request.method.rawValue) /\(path)\n".utf8))
        return digest
    }

    /// Whether an attempt under this key, whatever its body, has ended with an answer.
    func isAnswered(on database: some QueryRunner) async throws -> Bool {
        let statement: Statement = """
            SELECT EXISTS (SELECT FROM idempotency_keys WHERE scope = \(scope) AND key = \(key) AND status IS NOT NULL)
            """
        return try await database.one(statement.pointRead("idempotency_is_answered"), as: Bool.self)
    }

    /// Takes the key for this transaction, and returns nil; or returns the answer of the attempt that had it first.
    ///
    /// While that attempt is still running, the insert waits for its outcome at the unique index, up to the statement's
    /// deadline; if it rolls back, the key is ours. Throws `Refused`.
    func earlierAnswer(on transaction: Transaction) async throws -> Answer? {
        for _ in 0..<2 {
            let insert: Statement = """
                INSERT INTO idempotency_keys (scope, key, fingerprint)
                VALUES (\(scope), \(key), \(fingerprint))
                ON CONFLICT (scope, key) DO NOTHING
                """
            guard try await transaction.execute(insert.prepared("idempotency_take_key")) == 0 else { return nil }
            // None means that the key was removed for its age just now: take it in the second round.
            if let stored = try await storedAnswer(on: transaction) { return stored }
        }
        throw PostgresError.busy
    }

    /// What an attempt that has ended answered; nil when there is none. Throws `Refused`.
    func storedAnswer(on database: some QueryRunner) async throws -> Answer? {
        let select: Statement = """
            SELECT fingerprint, status, location, body
            FROM idempotency_keys
            WHERE scope = \(scope) AND key = \(key)
            """
        let stored = try await database.first(select.pointRead("idempotency_stored"), as: StoredAnswer.self)
        guard let stored else { return nil }
        guard stored.fingerprint == fingerprint else { throw Refused.keyReused }
        return stored.answer
    }

    func store(_ answer: Answer, on transaction: Transaction) async throws {
        let update: Statement = """
            UPDATE idempotency_keys
            SET status = \(answer.status.code), location = \(orNull: answer.location), body = \(orNull: answer.body)
            WHERE scope = \(scope) AND key = \(key)
            """
        try await transaction.execute(update.prepared("idempotency_store"))
    }
}

private struct StoredAnswer: RowDecodable {
    let fingerprint: [UInt8]
    let answer: Answer

    init(from row: inout Row) throws {
        fingerprint = try row.next()
        let status = try row.next(Int.self)
        let location = try row.next(String?.self)
        answer = Answer(status: .init(code: status), body: try row.next([UInt8]?.self), location: location)
    }
}

extension IdempotentAttempt.Refused {
    var problem: Problem {
        switch self {
        case .keyReused:
            Problem(.idempotencyKeyReused, detail: "This Idempotency-Key was sent before with another request.")
        }
    }
}
