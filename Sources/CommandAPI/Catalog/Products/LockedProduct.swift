import Domain
import Postgres

/// A product as it stands, locked until the transaction's end: nobody else changes it or its stock meanwhile.
struct LockedProduct: RowDecodable {
    let id: ProductID
    let content: ProductContent
    let stock: Int
    /// Of the stock: `inventory.version`.
    let stockVersion: Int64

    init(from row: inout Row) throws {
        id = try row.next()
        content = ProductContent(
            sku: try row.next(), name: try row.next(), slug: try row.next(), description: try row.next(),
            price: Money(minorUnits: try row.next()),
            compareAtPrice: try row.next(Int64?.self).map(Money.init(minorUnits:)), category: try row.next(),
            brand: try row.next(), isActive: try row.next(), isFeatured: try row.next(), imageURLs: try row.next())
        stock = try row.next()
        stockVersion = try row.next()
    }

    /// Locks one product; nil when there is none.
    static func lock(
        _ id: ProductID, for purpose: LockPurpose = .change, on transaction: Transaction
    ) async throws -> LockedProduct? {
        try await transaction.first(statement(where: "products.id = \(id)", purpose).prepared("lock_product"))
    }

    /// Locks those of the products with these SKUs or slugs that exist.
    static func lock(
        skus: [String], slugs: [String], on transaction: Transaction
    ) async throws -> [LockedProduct] {
        let named: Statement =
            slugs.isEmpty
            ? "products.sku = ANY(\(skus))"
            : """
            products.id IN (
                SELECT id FROM products WHERE sku = ANY(\(skus))
                UNION SELECT id FROM products WHERE slug = ANY(\(slugs)))
            """
        let name = slugs.isEmpty ? "lock_products_by_sku" : "lock_products_by_sku_or_slug"
        return try await transaction.query(statement(where: named, .change).prepared(name))
    }

    /// In ascending order of ids, of each product first the stock's row and then its own: a sale locks the stock, whose
    /// trigger then locks the product.
    private static func statement(where condition: Statement, _ purpose: LockPurpose) -> Statement {
        """
        SELECT products.id, products.sku, products.name, products.slug, products.description, products.price,
               products.compare_at_price, products.category_id, products.brand_id, products.is_active,
               products.is_featured, ARRAY(SELECT image->>'url' FROM jsonb_array_elements(products.images) image),
               inventory.stock, inventory.version
        FROM inventory JOIN products ON products.id = inventory.product_id
        WHERE \(condition)
        ORDER BY products.id
        FOR \(purpose.strength) OF inventory FOR \(purpose.strength) OF products
        """
    }
}
