import Domain
import HTTPTypes
import Hummingbird
import Passwords
import Postgres
import WebAPI

/// Tells a retry from another command under the same `Idempotency-Key`, where the password is all that differs: what is
/// stored with the key knows no passwords. A retry's is the one that the first attempt has set.
struct PresentPassword: Sendable {
    let database: Database
    let passwords: PasswordHasher

    /// Throws `keyReused` unless `password` is the account's.
    func require(_ password: String, of email: EmailAddress) async throws {
        try await require(password, where: "email_key = \(email.key)")
    }

    /// Throws `keyReused` unless `password` is the account's.
    func require(_ password: String, of user: UserID) async throws {
        try await require(password, where: "id = \(user)")
    }

    private func require(_ password: String, where condition: Statement) async throws {
        let hash = try await database.first("SELECT password_hash FROM users WHERE \(condition)", as: String.self)
        guard try await passwords.verify(password, against: hash).isValid else {
            throw IdempotentAttempt.Refused.keyReused
        }
    }
}

extension Response {
    /// Whether it is an earlier attempt's.
    var isReplayed: Bool { headers[.idempotencyReplayed] != nil }
}

extension CommandRouter {
    var presentPassword: PresentPassword {
        PresentPassword(database: dependencies.database, passwords: dependencies.passwords)
    }
}
