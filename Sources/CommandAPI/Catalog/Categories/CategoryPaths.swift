import Domain
import Postgres

/// The paths of some categories, for events: each with all its ancestors, from the root down.
///
/// Read them after the product or its stock was locked or changed: a category moves only while nobody does either, so
/// that no event names a path that was left behind (see `ChangeCategory`).
struct CategoryPaths: Sendable {
    private let paths: [CategoryID: [CategoryID]]

    static func of(_ categories: [CategoryID], on transaction: Transaction) async throws -> CategoryPaths {
        guard !categories.isEmpty else { return CategoryPaths(paths: [:]) }
        let distinct = Set(categories).sorted()
        let statement: Statement = "SELECT id, path FROM categories WHERE id = ANY(\(distinct))"
        let rows = try await transaction.query(
            statement.prepared("category_paths"), as: (CategoryID, [CategoryID]).self)
        return CategoryPaths(paths: Dictionary(uniqueKeysWithValues: rows))
    }

    /// Empty for no category.
    func path(of category: CategoryID?) -> [CategoryID] { category.flatMap { paths[$0] } ?? [] }
}
