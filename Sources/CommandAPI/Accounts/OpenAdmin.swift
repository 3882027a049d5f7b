import Domain
import JSON
import Postgres

/// Opens an admin's account for the command line, or makes an existing one an admin's with this password.
struct OpenAdmin: Sendable {
    let email: EmailAddress
    let passwordHash: String
    /// Of a new account.
    let name: String

    /// - Returns: whether the account is new. The sessions of one that was there end: they had another role or password.
    func run(on transaction: Transaction) async throws -> Bool {
        let select: Statement = """
            SELECT \(AdminUser.columns) FROM users WHERE email_key = \(email.key) FOR NO KEY UPDATE
            """
        let before = try await transaction.first(select, as: AdminUser.self)
        let upsert: Statement = """
            INSERT INTO users (email, email_key, password_hash, name, role)
            VALUES (\(email.text), \(email.key), \(passwordHash), \(name), 'admin')
            ON CONFLICT ON CONSTRAINT users_email_key_unique DO UPDATE
            SET password_hash = excluded.password_hash, role = 'admin', is_active = true, updated_at = now()
            RETURNING id, xmax = 0
            """
        let (user, isNew) = try await transaction.one(upsert, as: (UserID, Bool).self)
        if !isNew { try await transaction.endSessions(of: user, .all) }
        let after = try await transaction.one(AdminUser.select(user), as: AdminUser.self)
        try await transaction.audit(
            AuditEntry(
                action: "user.create_admin", object: .user(user), before: before?.json, after: Self.json(of: after)),
            by: .commandLine)
        return isNew
    }

    /// With the one change that the account itself does not show: an admin's new password leaves a row, too.
    private static func json(of user: AdminUser) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            user.writeMembers(to: &json)
            json.member("password_set", true)
        }
        return json.bytes
    }
}
