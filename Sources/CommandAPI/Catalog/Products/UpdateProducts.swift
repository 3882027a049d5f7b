import Domain
import Events
import Postgres

/// Changes locked products, one or hundreds, in one go; those that stay as they are are left alone, without an event.
struct UpdateProducts {
    struct Item: Sendable {
        let old: LockedProduct
        let content: ProductContent
    }

    let items: [Item]

    /// - Returns: The ids of those that really changed.
    /// - Throws: `PostgresError` with `products_slug_unique` or `products_sku_unique` when somebody else has it.
    @discardableResult
    func run(on transaction: Transaction) async throws -> Set<ProductID> {
        let changed = items.filter { $0.content != $0.old.content }
        guard !changed.isEmpty else { return [] }
        try await transaction.execute(Self.statement(for: changed))
        try await Self.record(changed, on: transaction)
        return Set(changed.map(\.old.id))
    }

    /// An image keeps what is known about it beside its URL while that stays.
    private static func statement(for changed: [Item]) -> Statement {
        let contents = changed.map(\.content)
        let urls = changed.map { $0.content.imageURLs == $0.old.content.imageURLs ? "" : $0.content.imageURLsJSON }
        let statement: Statement = """
            UPDATE products
            SET sku = nullif(item.sku, ''), name = item.name, slug = item.slug, description = item.description,
                price = item.price, compare_at_price = nullif(item.compare_at_price, -1),
                category_id = nullif(item.category_id, 0), brand_id = nullif(item.brand_id, 0),
                is_active = item.is_active, is_featured = item.is_featured,
                images = CASE WHEN item.urls = '' THEN products.images
                              ELSE images_of_urls(item.urls::jsonb, products.images) END,
                version = version + 1, updated_at = now()
            FROM unnest(\(changed.map(\.old.id)), \(contents.map { $0.sku ?? "" }), \(contents.map(\.name)),
                        \(contents.map(\.slug)), \(contents.map(\.description)), \(contents.map(\.price.minorUnits)),
                        \(contents.map { $0.compareAtPrice?.minorUnits ?? -1 }),
                        \(contents.map { $0.category?.rawValue ?? 0 }), \(contents.map { $0.brand?.rawValue ?? 0 }),
                        \(contents.map(\.isActive)), \(contents.map(\.isFeatured)), \(urls))
                AS item (id, sku, name, slug, description, price, compare_at_price, category_id, brand_id, is_active,
                         is_featured, urls)
            WHERE products.id = item.id
            """
        return statement.prepared("update_products")
    }

    private static func record(_ changed: [Item], on transaction: Transaction) async throws {
        let categories = changed.flatMap { [$0.old.content.category, $0.content.category].compactMap(\.self) }
        let paths = try await CategoryPaths.of(categories, on: transaction)
        try await transaction.record(
            changed.map { item in
                let (old, new) = (item.old.content, item.content)
                let categories = Set(paths.path(of: old.category)).union(paths.path(of: new.category))
                let brands = Set([old.brand, new.brand].compactMap(\.self))
                return RecordedChange(
                    .product(
                        ProductChange(
                            kind: .changed, id: item.old.id, attributes: new.attributesChanged(from: old),
                            categories: categories.sorted(), brands: brands.sorted())))
            })
    }
}
