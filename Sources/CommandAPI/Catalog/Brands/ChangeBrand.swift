import Domain
import Events
import Postgres

/// Changes a brand.
struct ChangeBrand: Sendable {
    let brand: BrandID
    let edit: BrandEdit

    func run(on transaction: Transaction) async throws {
        guard let old = try await LockedBrand.lock(brand, on: transaction)?.content else {
            throw BrandRefused.noSuchBrand
        }
        let new = edit.applied(to: old)
        guard new != old else { return }
        let attributes = attributesChanged(old, new)
        let products = attributes.isEmpty ? [] : try await lockProducts(on: transaction)
        try await update(to: new, on: transaction)
        try await transaction.record(.brand(brand))
        // A search finds its products under the new name, a list filtered by the slug has others than before.
        try await transaction.record(
            products.map { id, path in
                RecordedChange(
                    .product(
                        ProductChange(
                            kind: .changed, id: id, attributes: attributes, categories: path, brands: [brand])))
            })
    }

    private func attributesChanged(_ old: BrandContent, _ new: BrandContent) -> Set<Tag.Attribute> {
        var changed: Set<Tag.Attribute> = []
        if new.name != old.name { changed.insert(.name) }
        if new.slug != old.slug || new.isActive != old.isActive { changed.insert(.membership) }
        return changed
    }

    /// The brand's products in ascending order, with their categories' paths. A new name is written to each of them by
    /// the brand's trigger.
    private func lockProducts(on transaction: Transaction) async throws -> [(ProductID, [CategoryID])] {
        let statement: Statement = """
            SELECT products.id, coalesce(categories.path, '{}')
            FROM products LEFT JOIN categories ON categories.id = products.category_id
            WHERE products.brand_id = \(brand)
            ORDER BY products.id
            FOR NO KEY UPDATE OF products
            """
        return try await transaction.query(
            statement.prepared("lock_products_of_brand"), as: (ProductID, [CategoryID]).self)
    }

    private func update(to new: BrandContent, on transaction: Transaction) async throws {
        let statement: Statement = """
            UPDATE brands
            SET name = \(new.name), slug = \(new.slug), description = \(new.description), is_active = \(new.isActive),
                version = version + 1, updated_at = now()
            WHERE id = \(brand)
            """
        do {
            try await transaction.execute(statement.prepared("update_brand"))
        } catch let error as PostgresError {
            throw BrandRefused(violated: error.violatedConstraint) ?? error
        }
    }
}
