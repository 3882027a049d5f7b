import Domain
import Postgres
import Tokens

/// Spends a refresh token for a new pair.
struct RefreshTokens: Sendable {
    let token: OpaqueToken
    /// Seconds.
    let lifetime: Int

    /// Not a refusal that is thrown, because the end of a stolen family must be committed although the answer is 401.
    enum Outcome: Sendable {
        case renewed(AccessClaims, refresh: OpaqueToken)
        /// Unknown, expired, or of a session that has ended.
        case invalid
        /// Spent before: somebody has a copy, so its session is ended.
        case reused
    }

    func run(on transaction: Transaction) async throws -> Outcome {
        guard let session = try await spend(on: transaction) else { return try await refuse(on: transaction) }
        guard let claims = try await renew(session, on: transaction) else { return .invalid }
        let next = OpaqueToken()
        try await transaction.storeRefreshToken(next, of: session, lifetime: lifetime)
        return .renewed(claims, refresh: next)
    }

    /// Of two attempts at once, the second one waits here for the first one's row and then finds it spent.
    private func spend(on transaction: Transaction) async throws -> SessionID? {
        let update: Statement = """
            UPDATE refresh_tokens
            SET spent_at = now()
            WHERE token_hash = \(token.digest) AND spent_at IS NULL AND expires_at > now()
            RETURNING session_id
            """
        return try await transaction.first(update.prepared("refresh_spend"), as: SessionID.self)
    }

    /// The role is the database's of this moment, not the old token's.
    private func renew(_ session: SessionID, on transaction: Transaction) async throws -> AccessClaims? {
        let update: Statement = """
            UPDATE sessions
            SET last_used_at = now(), expires_at = now() + \(lifetime) * interval '1 second'
            FROM users
            WHERE sessions.id = \(session) AND revoked_at IS NULL AND expires_at > now()
                AND users.id = sessions.user_id AND users.is_active
            RETURNING users.id, users.role
            """
        return try await transaction.first(update.prepared("refresh_renew"), as: (UserID, Role).self)
            .map { AccessClaims(user: $0.0, session: session, role: $0.1) }
    }

    private func refuse(on transaction: Transaction) async throws -> Outcome {
        let select: Statement = """
            SELECT session_id, user_id
            FROM refresh_tokens
            JOIN sessions ON sessions.id = session_id
            WHERE token_hash = \(token.digest) AND spent_at IS NOT NULL
            """
        guard
            let (session, user) = try await transaction.first(
                select.prepared("refresh_spent"), as: (SessionID, UserID).self)
        else { return .invalid }
        try await transaction.endSessions(of: user, .these([session]))
        return .reused
    }
}
