import Domain
import Postgres

/// What `IdempotentAttempt` does for one, as statements for several of different people at once.
extension IdempotentAttempt {
    /// Takes the keys that nobody has taken before, and returns their scopes. It waits for the outcomes of attempts that
    /// are still running, in the order of keys.
    static func taking(_ attempts: [IdempotentAttempt]) -> Statement {
        let scopes = attempts.map(\.scope)
        let keys = attempts.map(\.key)
        // One after the other, 32 bytes each.
        let fingerprints = attempts.flatMap(\.fingerprint)
        let insert: Statement = """
            INSERT INTO idempotency_keys (scope, key, fingerprint)
            SELECT scope, key, substring(\(fingerprints) FROM (32 * place - 31)::integer FOR 32)
            FROM unnest(\(scopes), \(keys)) WITH ORDINALITY AS attempt (scope, key, place)
            ORDER BY scope, key
            ON CONFLICT (scope, key) DO NOTHING
            RETURNING scope
            """
        return insert.prepared("idempotency_take_keys")
    }

    /// Stores answers with the keys that this transaction has taken.
    static func storing(_ answers: [(attempt: IdempotentAttempt, answer: Answer)]) -> Statement {
        let scopes = answers.map(\.attempt.scope)
        let keys = answers.map(\.attempt.key)
        let statuses = answers.map(\.answer.status.code)
        let locations = answers.map { $0.answer.location ?? "" }
        let bodies = answers.map { String(decoding: $0.answer.body ?? [], as: UTF8.self) }
        // The rows are there; said as an insert, it finds each by the index, however the table has grown since this was
        // planned.
        let update: Statement = """
            INSERT INTO idempotency_keys (scope, key, fingerprint, status, location, body)
            SELECT scope, key, ''::bytea, status, nullif(location, ''), nullif(convert_to(body, 'UTF8'), '')
            FROM unnest(\(scopes), \(keys), \(statuses), \(locations), \(bodies))
                AS answer (scope, key, status, location, body)
            ON CONFLICT (scope, key) DO UPDATE
            SET status = excluded.status, location = excluded.location, body = excluded.body
            """
        return update.prepared("idempotency_store_answers")
    }

    /// As if they had never been taken, for commands that were refused in a transaction that others have succeeded in.
    static func givingBack(_ attempts: [IdempotentAttempt]) -> Statement {
        let scopes = attempts.map(\.scope)
        let keys = attempts.map(\.key)
        let delete: Statement = """
            DELETE FROM idempotency_keys
            USING unnest(\(scopes), \(keys)) AS refused (scope, key)
            WHERE idempotency_keys.scope = refused.scope AND idempotency_keys.key = refused.key
            """
        return delete.prepared("idempotency_give_back")
    }
}
