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
            ON CONFLICT (email_key) DO NOTHING
            RETURNING \(UserRecord.columns)
            """
        // Not by the constraint's error: PostgreSQL would write the address to its log.
        guard let user = try await transaction.first(insert.prepared("register"), as: UserRecord.self) else {
            throw Refused.emailTaken
        }
        return user
    }
}

extension Register.Refused {
    var problem: Problem {
        switch self {
        case .emailTaken: Problem(.emailTaken, errors: ["email": "is already registered"])
        }
    }
}
