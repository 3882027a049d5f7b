import Domain
import Passwords
import Postgres
import ReadModels
import WebAPI

/// Opens a customer's account. Its password was hashed before, outside of the transaction.
struct Register: Sendable {
    let email: EmailAddress
    /// A PHC string.
    let passwordHash: String
    let name: String
    let phone: String
    let address: String

    enum Refused: Refusal {
        case emailTaken
    }

    func run(on transaction: Transaction) async throws -> UserRecord {
        let insert: Statement = """
            INSERT INTO users (email, email_key, password_hash, name, phone, address)
            VALUES (\(email.text), \(email.key), \(passwordHash), \(name), \(phone), \(address))
            RETURNING \(UserRecord.columns)
            """
        do {
            return try await transaction.one(insert.prepared("register"), as: UserRecord.self)
        } catch let error as PostgresError where error.violatedConstraint == "users_email_key_unique" {
            throw Refused.emailTaken
        }
    }
}

extension Register.Refused {
    var problem: Problem {
        switch self {
        case .emailTaken: Problem(.emailTaken, errors: ["email": "is already registered"])
        }
    }
}
