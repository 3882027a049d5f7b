import Domain
import Events
import Postgres
import WebAPI

/// Another request has moved the category since this one looked: begin again, prepared for a move.
struct CategoryMovedMeanwhile: Error {}

/// Changes a category; with another parent it moves there with all that is in it.
struct ChangeCategory: Sendable {
    let category: CategoryID
    let edit: CategoryEdit

    /// Comes before the transaction's first row lock, because whole tables may have to be locked.
    ///
    /// Nothing else moves or is made in the tree until the end, and no transaction that changes a product or a stock is
    /// under way: those name the category's path in their events, and must not name one that is being left. Plain reads
    /// go on. Those who put products into categories hold a lock of `categories` since before they locked anything
    /// else, and sales that of the stock, so that none of them waits for a table locked here while it is waited for.
    ///
    /// - Parameter certainly: whether to do so even for a category that seems to be where it is to be.
    /// - Returns: whether it may move now.
    func prepare(certainly: Bool, on transaction: Transaction) async throws -> Bool {
        if !certainly, try await !namesAnotherParent(on: transaction) { return false }
        try await transaction.execute("LOCK TABLE categories IN EXCLUSIVE MODE")
        try await transaction.execute("LOCK TABLE inventory, products IN EXCLUSIVE MODE")
        return true
    }

    private func namesAnotherParent(on transaction: Transaction) async throws -> Bool {
        let named: Statement
        switch edit.parent {
        case .absent: return false
        case .null: named = "parent_id IS NOT NULL"
        case .value(.id(let id)): named = "parent_id IS DISTINCT FROM \(id)"
        case .value(.slug(let slug)):
            named = "parent_id IS DISTINCT FROM (SELECT id FROM categories WHERE slug = \(slug))"
        }
        return try await transaction.first("SELECT \(named) FROM categories WHERE id = \(category)", as: Bool.self)
            ?? false
    }

    /// - Parameter mayMove: what `prepare` returned.
    /// - Throws: `CategoryMovedMeanwhile` when it would have to move, but may not.
    func run(mayMove: Bool, on transaction: Transaction) async throws {
        let parent = try await edit.parent.resolved(orThrow: CategoryRefused.unknownParent) {
            try await $0.find(on: transaction)
        }
        guard let old = try await LockedCategory.lock(category, on: transaction) else {
            throw CategoryRefused.noSuchCategory
        }
        let new = edit.applied(to: old.content, parent: parent)
        guard new != old.content else { return }
        guard mayMove || new.parent == old.content.parent else { throw CategoryMovedMeanwhile() }
        let path = new.parent == old.content.parent ? old.path : try await path(below: new.parent, on: transaction)
        do {
            try await update(to: new, on: transaction)
            if path != old.path { try await move(from: old.path, to: path, on: transaction) }
        } catch let error as PostgresError {
            throw CategoryRefused(violated: error.violatedConstraint) ?? error
        }
        try await record(old, new, path, on: transaction)
    }

    private func path(below parent: CategoryID?, on transaction: Transaction) async throws -> [CategoryID] {
        guard let parent else { return [category] }
        let above = try await CategoryPaths.of([parent], on: transaction).path(of: parent)
        guard !above.contains(category) else { throw CategoryRefused.cycle }
        return above + [category]
    }

    private func update(to new: CategoryContent, on transaction: Transaction) async throws {
        let statement: Statement = """
            UPDATE categories
            SET parent_id = \(orNull: new.parent), name = \(new.name), slug = \(new.slug), description = \(new.description),
                image = \(orNull: new.image), is_active = \(new.isActive), version = version + 1, updated_at = now()
            WHERE id = \(category)
            """
        try await transaction.execute(statement.prepared("update_category"))
    }

    /// Rewrites the path of the category and of all below it.
    private func move(from old: [CategoryID], to new: [CategoryID], on transaction: Transaction) async throws {
        let statement: Statement = """
            UPDATE categories
            SET path = \(Array(new.dropLast())) || path[\(Int32(old.count)):]
            WHERE path @> ARRAY[\(category)]
            """
        try await transaction.execute(statement.prepared("move_categories"))
    }

    private func record(
        _ old: LockedCategory, _ new: CategoryContent, _ path: [CategoryID], on transaction: Transaction
    ) async throws {
        // A list that is filtered by the slug has other products when the slug means another category.
        let movedProducts =
            path != old.path || new.isActive != old.content.isActive || new.slug != old.content.slug
        try await transaction.record(
            .category(
                CategoryChange(
                    id: category, path: Set(old.path).union(path).sorted(), movedProducts: movedProducts)))
    }
}
