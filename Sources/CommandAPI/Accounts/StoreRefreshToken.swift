import Domain
import Postgres
import Tokens

extension Transaction {
    /// Stores a session's next refresh token by its digest.
    /// - Parameter lifetime: seconds.
    func storeRefreshToken(_ token: OpaqueToken, of session: SessionID, lifetime: Int) async throws {
        let insert: Statement = """
            INSERT INTO refresh_tokens (token_hash, session_id, expires_at)
            VALUES (\(token.digest), \(session), now() + \(lifetime) * interval '1 second')
            """
        try await execute(insert.prepared("store_refresh_token"))
    }
}
