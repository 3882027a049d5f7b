import Domain
import JSON
import Postgres

/// A product as a line of an export: everything that an import takes, by which the same product can be made again.
struct ExportedProduct: RowDecodable {
    let id: ProductID
    let sku: String?
    let slug: String
    let name: String
    let description: String
    let price: Money
    let compareAtPrice: Money?
    let stock: Int
    let brand: String?
    /// Names from the root down; none for a product without a category.
    let category: [String]
    let imageURLs: [String]
    let isActive: Bool
    let isFeatured: Bool

    init(from row: inout Row) throws {
        id = try row.next()
        sku = try row.next()
        slug = try row.next()
        name = try row.next()
        description = try row.next()
        price = Money(minorUnits: try row.next())
        compareAtPrice = try row.next(Int64?.self).map(Money.init(minorUnits:))
        stock = try row.next()
        brand = try row.next()
        category = try row.next()
        imageURLs = try row.next()
        isActive = try row.next()
        isFeatured = try row.next()
    }

    /// The products after one, by id, inactive ones included.
    static func page(after last: ProductID?, size: Int) -> Statement {
        let statement: Statement = """
            SELECT p.id, p.sku, p.slug, p.name, p.description, p.price, p.compare_at_price, i.stock, b.name,
                   ARRAY(SELECT above.name FROM categories above WHERE above.id = ANY(c.path)
                         ORDER BY cardinality(above.path)),
                   ARRAY(SELECT image->>'url' FROM jsonb_array_elements(p.images) AS one (image)),
                   p.is_active, p.is_featured
            FROM products p
            JOIN inventory i ON i.product_id = p.id
            LEFT JOIN categories c ON c.id = p.category_id
            LEFT JOIN brands b ON b.id = p.brand_id
            WHERE p.id > \(last?.rawValue ?? 0)
            ORDER BY p.id
            LIMIT \(size)
            """
        return statement.prepared("export_products")
    }
}
