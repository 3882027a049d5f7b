import Domain
import Passwords
import Postgres
import ReadModels
import Tokens
import WebAPI

/// Signs a person in on one device: a new session with its first refresh token.
struct Login: Sendable {
    /// As it was typed; what is no address is nobody's.
    let email: String
    let password: String
    let userAgent: String

    /// How many live sessions a person has at most; the one unused for longest ends when another begins.
    static let sessionsPerUser = 100

    struct Outcome: Sendable {
        let user: UserRecord
        let session: SessionID
        let refresh: OpaqueToken
    }

    enum Refused: Refusal {
        /// Wrong e-mail, wrong password or an inactive account: nobody learns which.
        case wrongCredentials
    }

    /// Hash work is done between two transactions, never within one. An unknown e-mail costs the same work as a known
    /// one, so that neither the answer nor its time tells which exist.
    func run(
        _ commands: Commands, _ passwords: PasswordHasher, _ tokens: SessionTokens
    ) async throws -> (Outcome, ReadAfter) {
        let account = try await account(on: commands.database)
        let verification = try await passwords.verify(password, against: account?.passwordHash)
        guard let account, verification.isValid else { throw Refused.wrongCredentials }
        let newHash = verification == .validNeedsRehash ? try await passwords.hash(password) : nil
        return try await commands.commit { transaction in
            let user = try await lockUser(account, newHash, on: transaction)
            try await endOldestSessions(of: user.id, on: transaction)
            let session = try await openSession(of: user.id, tokens.refreshLifetime, on: transaction)
            let refresh = OpaqueToken()
            try await transaction.storeRefreshToken(refresh, of: session, lifetime: tokens.refreshLifetime)
            return Outcome(user: user, session: session, refresh: refresh)
        }
    }

    private struct Account: Sendable {
        let id: UserID
        let passwordHash: String
    }

    private func account(on database: Database) async throws -> Account? {
        let key = EmailAddress(parsing: email)?.key ?? ""
        let select: Statement = "SELECT id, password_hash FROM users WHERE email_key = \(key)"
        return try await database.first(select.pointRead("login_account"), as: (UserID, String).self)
            .map(Account.init)
    }

    /// The account must still be active, with the password that was checked. The lock puts a person's logins, password
    /// changes and deactivation in a row.
    private func lockUser(
        _ account: Account, _ newHash: String?, on transaction: Transaction
    ) async throws -> UserRecord {
        let select: Statement = """
            SELECT \(UserRecord.columns)
            FROM users
            WHERE id = \(account.id) AND is_active AND password_hash = \(account.passwordHash)
            FOR NO KEY UPDATE
            """
        guard let user = try await transaction.first(select.prepared("login_user"), as: UserRecord.self) else {
            throw Refused.wrongCredentials
        }
        if let newHash {
            try await transaction.execute("UPDATE users SET password_hash = \(newHash) WHERE id = \(account.id)")
        }
        return user
    }

    private func endOldestSessions(of user: UserID, on transaction: Transaction) async throws {
        let surplus: Statement = """
            SELECT id
            FROM sessions
            WHERE user_id = \(user) AND revoked_at IS NULL
            ORDER BY last_used_at DESC, id DESC
            OFFSET \(Self.sessionsPerUser - 1)
            """
        let ids = try await transaction.query(surplus.prepared("login_surplus_sessions"), as: SessionID.self)
        if !ids.isEmpty { try await transaction.endSessions(of: user, .these(ids)) }
    }

    private func openSession(
        of user: UserID, _ lifetime: Int, on transaction: Transaction
    ) async throws -> SessionID {
        let insert: Statement = """
            INSERT INTO sessions (user_id, user_agent, expires_at)
            VALUES (\(user), \(userAgent), now() + \(lifetime) * interval '1 second')
            RETURNING id
            """
        return try await transaction.one(insert.prepared("login_session"), as: SessionID.self)
    }
}

extension Login.Refused {
    var problem: Problem {
        switch self {
        case .wrongCredentials: Problem(.invalidCredentials)
        }
    }
}
