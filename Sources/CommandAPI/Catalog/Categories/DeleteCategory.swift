import Domain
import Events
import Postgres

/// Deletes a category that has neither products nor categories in it.
struct DeleteCategory: Sendable {
    let category: CategoryID

    func run(on transaction: Transaction) async throws {
        // Locked against new references, so that what is looked up next holds.
        guard let old = try await LockedCategory.lock(category, for: .deletion, on: transaction) else {
            throw CategoryRefused.noSuchCategory
        }
        let used: Statement = """
            SELECT EXISTS (SELECT FROM products WHERE category_id = \(category)),
                   EXISTS (SELECT FROM categories WHERE parent_id = \(category))
            """
        let (hasProducts, hasChildren) = try await transaction.one(
            used.prepared("is_category_used"), as: (Bool, Bool).self)
        if hasProducts { throw CategoryRefused.hasProducts }
        if hasChildren { throw CategoryRefused.hasChildren }
        let delete: Statement = "DELETE FROM categories WHERE id = \(category)"
        try await transaction.execute(delete.prepared("delete_category"))
        try await transaction.record(
            .category(CategoryChange(id: category, path: old.path, movedProducts: true)))
    }
}
