import Domain
import Events
import JSON
import Postgres

/// Makes products, one or hundreds, in one go.
struct InsertProducts {
    struct Item: Sendable {
        let content: ProductContent
        let stock: Int
    }

    let items: [Item]

    /// Inserts those whose slug and SKU nobody has, waiting for whoever is about to take one.
    /// - Returns: The ids of those that were inserted, by slug.
    func run(on transaction: Transaction) async throws -> [String: ProductID] {
        guard !items.isEmpty else { return [:] }
        let inserted = try await transaction.query(statement, as: (ProductID, String).self)
        let ids = Dictionary(inserted.map { ($1, $0) }) { first, _ in first }
        let made = items.compactMap { item in ids[item.content.slug].map { (id: $0, item: item) } }
        try await stock(made, on: transaction)
        try await record(made, on: transaction)
        return ids
    }

    /// `in_stock` is set at once: left to the stock's trigger, each new product would be written twice.
    private var statement: Statement {
        let contents = items.map(\.content)
        let statement: Statement = """
            INSERT INTO products (sku, name, slug, description, price, compare_at_price, category_id, brand_id, is_active,
                                  is_featured, images, in_stock)
            SELECT nullif(sku, ''), name, slug, description, price, nullif(compare_at_price, -1), nullif(category_id, 0),
                   nullif(brand_id, 0), is_active, is_featured, images_of_urls(urls::jsonb, '[]'), stock > 0
            FROM unnest(\(contents.map { $0.sku ?? "" }), \(contents.map(\.name)), \(contents.map(\.slug)),
                        \(contents.map(\.description)), \(contents.map(\.price.minorUnits)),
                        \(contents.map { $0.compareAtPrice?.minorUnits ?? -1 }),
                        \(contents.map { $0.category?.rawValue ?? 0 }), \(contents.map { $0.brand?.rawValue ?? 0 }),
                        \(contents.map(\.isActive)), \(contents.map(\.isFeatured)), \(contents.map(\.imageURLsJSON)),
                        \(items.map(\.stock))) WITH ORDINALITY
                AS item (sku, name, slug, description, price, compare_at_price, category_id, brand_id, is_active,
                         is_featured, urls, stock, place)
            ORDER BY place
            ON CONFLICT DO NOTHING
            RETURNING id, slug
            """
        return statement.prepared("insert_products")
    }

    private func stock(_ made: [(id: ProductID, item: Item)], on transaction: Transaction) async throws {
        let statement: Statement = """
            INSERT INTO inventory (product_id, stock)
            SELECT product_id, stock FROM unnest(\(made.map(\.id)), \(made.map(\.item.stock))) AS item (product_id, stock)
            """
        try await transaction.execute(statement.prepared("insert_inventory"))
    }

    private func record(_ made: [(id: ProductID, item: Item)], on transaction: Transaction) async throws {
        let paths = try await CategoryPaths.of(made.compactMap(\.item.content.category), on: transaction)
        try await transaction.record(
            made.map { id, item in
                RecordedChange(
                    .product(
                        ProductChange(
                            kind: .created, id: id, attributes: [.membership, .price, .name],
                            categories: paths.path(of: item.content.category),
                            brands: item.content.brand.map { [$0] } ?? [])))
            })
    }
}

extension ProductContent {
    /// As the function `images_of_urls` takes them.
    var imageURLsJSON: String {
        var json = JSONWriter()
        json.value(imageURLs)
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
