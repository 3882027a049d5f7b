import Domain
import Postgres
import Tokens
import WebAPI

/// Finds out whose a socket is.
struct SocketAuthenticator: Sendable {
    /// A person, and until when the sign-in holds.
    struct SignIn: Sendable, Equatable {
        let identity: Identity
        let expiresAt: Timestamp
    }

    let verifier: AccessTokenVerifier
    let revocations: RevocationList
    let database: Database
    /// How long a socket that was opened with a ticket lives, in seconds: as long as an access token would.
    let ticketLifetime: Int64

    /// Nil for a token that is forged, expired, or whose session has ended.
    func signIn(token: String) async -> SignIn? {
        guard let access = try? await verifier.verify(token), !revocations.isRevoked(access.session) else { return nil }
        return SignIn(
            identity: Identity(user: access.user, session: access.session, role: access.role),
            expiresAt: access.expiresAt)
    }

    /// Uses a ticket up. Nil for one that is unknown, used, or expired, or whose session has ended. Throws
    /// `PostgresError`.
    func signIn(ticket: String) async throws -> SignIn? {
        guard let digest = OpaqueToken(parsing: ticket)?.digest else { return nil }
        let statement: Statement = """
            SELECT users.id, sessions.id, users.role
            FROM use_socket_ticket(\(digest)) AS used
            JOIN sessions ON sessions.id = used.session_id AND sessions.revoked_at IS NULL
            JOIN users ON users.id = sessions.user_id AND users.is_active
            WHERE used.expires_at > now()
            """
        let row = try await database.first(
            statement.prepared("use_socket_ticket"), as: (UserID, SessionID, String).self)
        guard let (user, session, roleName) = row, let role = Role(rawValue: roleName) else { return nil }
        return SignIn(
            identity: Identity(user: user, session: session, role: role),
            expiresAt: Timestamp.now().adding(seconds: ticketLifetime))
    }
}
