import Domain
import Passwords
import Postgres
import WebAPI

/// Sets a new password and ends all other sessions of the person.
struct ChangePassword: Sendable {
    let user: UserID
    /// The session that asks, which goes on.
    let session: SessionID
    let oldPassword: String
    let newPassword: String

    enum Refused: Refusal {
        case wrongPassword
        /// Why the new one may not be used, as `PasswordPolicy` says.
        case unfitPassword(String)
        /// It was changed by another request while this one was checked.
        case changedMeanwhile
    }

    /// What was found out before the transaction: both hashes, so that it waits for no hash work.
    struct Checked: Sendable {
        let oldHash: String
        let newHash: String
    }

    func check(_ database: Database, _ passwords: PasswordHasher) async throws -> Checked {
        let select: Statement = "SELECT email, password_hash FROM users WHERE id = \(user)"
        let (email, oldHash) = try await database.one(
            select.prepared("change_password_account"), as: (String, String).self)
        if let flaw = PasswordPolicy.check(newPassword, email: email) { throw Refused.unfitPassword(flaw) }
        guard try await passwords.verify(oldPassword, against: oldHash).isValid else { throw Refused.wrongPassword }
        return Checked(oldHash: oldHash, newHash: try await passwords.hash(newPassword))
    }

    func run(_ checked: Checked, on transaction: Transaction) async throws {
        let update: Statement = """
            UPDATE users
            SET password_hash = \(checked.newHash), updated_at = now()
            WHERE id = \(user) AND password_hash = \(checked.oldHash)
            """
        guard try await transaction.execute(update.prepared("change_password")) == 1 else {
            throw Refused.changedMeanwhile
        }
        try await transaction.endSessions(of: user, .allBut(session))
    }
}

extension ChangePassword.Refused {
    var problem: Problem {
        switch self {
        case .wrongPassword: .invalid("old_password", "is not the present password")
        case .unfitPassword(let flaw): .invalid("new_password", flaw)
        case .changedMeanwhile: Problem(.conflict, detail: "The password was changed meanwhile.")
        }
    }
}
