import Domain
import Postgres
import Tokens
import WebAPI

/// Finds out whose request an access token makes: the token must be good, and its session live in PostgreSQL at this
/// moment. So what ended a session holds on this host at once.
struct SessionCheck: Sendable {
    let verifier: AccessTokenVerifier
    let database: Database

    /// The person with the role of this moment; nil when the token or its session is no longer good. Throws only when
    /// PostgreSQL could not be asked.
    func identity(_ token: String) async throws -> Identity? {
        guard let access = try? await verifier.verify(token) else { return nil }
        return try await identity(access.claims)
    }

    /// When a token that is good now expires; nil when it is not good.
    func expiry(of token: String) async throws -> Timestamp? {
        guard let access = try? await verifier.verify(token), try await identity(access.claims) != nil else {
            return nil
        }
        return access.expiresAt
    }

    /// Whether somebody is still signed in, and as what they were: for work that goes on long after its request was let
    /// in.
    func stillHolds(_ identity: Identity, on runner: some QueryRunner) async throws -> Bool {
        try await role(of: identity.user, in: identity.session, on: runner) == identity.role
    }

    private func identity(_ claims: AccessClaims) async throws -> Identity? {
        try await role(of: claims.user, in: claims.session, on: database)
            .map { Identity(user: claims.user, session: claims.session, role: $0) }
    }

    private func role(
        of user: UserID, in session: SessionID, on runner: some QueryRunner
    ) async throws -> Role? {
        let select: Statement = """
            SELECT users.role
            FROM sessions
            JOIN users ON users.id = sessions.user_id
            WHERE sessions.id = \(session) AND sessions.user_id = \(user)
                AND revoked_at IS NULL AND expires_at > now() AND users.is_active
            """
        return try await runner.first(select.pointRead("check_session"), as: Role.self)
    }
}
