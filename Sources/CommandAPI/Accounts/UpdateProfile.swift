import Domain
import Postgres
import ReadModels

/// Changes what a person says of themselves; nil leaves a field as it is.
struct UpdateProfile: Sendable {
    let user: UserID
    let name: String?
    let phone: String?
    let address: String?

    func run(on transaction: Transaction) async throws -> UserRecord {
        let update: Statement = """
            UPDATE users
            SET name = coalesce(\(orNull: name), name), phone = coalesce(\(orNull: phone), phone),
                address = coalesce(\(orNull: address), address), updated_at = now()
            WHERE id = \(user)
            RETURNING \(UserRecord.columns)
            """
        return try await transaction.one(update.prepared("update_profile"), as: UserRecord.self)
    }
}
