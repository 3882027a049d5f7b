import Domain
import Postgres

extension Reference where Entity == Domain.Entity.Category {
    /// The id of the category that this names, which stays there until the transaction's end; nil when there is none.
    func find(on transaction: Transaction) async throws -> CategoryID? {
        let condition: Statement =
            switch self {
            case .id(let id): "id = \(id)"
            case .slug(let slug): "slug = \(slug)"
            }
        return try await transaction.first(
            "SELECT id FROM categories WHERE \(condition) FOR KEY SHARE", as: CategoryID.self)
    }
}
