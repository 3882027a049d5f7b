import Domain
import JSON
import Postgres

/// A product with its stock, category and brand, as both daemons answer it.
package struct ProductRecord: RowDecodable {
    package let id: ProductID
    package let sku: String?
    package let name: String
    package let slug: String
    package let description: String
    package let price: Money
    package let compareAtPrice: Money?
    package let isFeatured: Bool
    package let isActive: Bool
    package let category: NamedReference<Entity.Category>?
    package let brand: NamedReference<Entity.Brand>?
    /// A JSON array of `{"id", "url", "alt", "width", "height", "sizes": [{"url", "width", "height"}]}`, ready to be
    /// spliced. Images that were given as URLs have null for width and height, and no sizes.
    package let images: [UInt8]
    package let createdAt: Timestamp
    package let updatedAt: Timestamp
    package let stock: Int
    /// `products.version`: grows with every change but the stock's.
    package let version: Int64
    /// `inventory.version`: grows by one with every change of the stock.
    package let stockVersion: Int64

    /// The columns that `init(from:)` reads, in its order, of `tables`.
    package static let columns: Statement = """
        p.id, p.sku, p.name, p.slug, p.description, p.price, p.compare_at_price, p.is_featured, p.is_active,
        c.id, c.name, c.slug, b.id, b.name, b.slug, p.images, p.created_at, p.updated_at,
        i.stock, p.version, i.version
        """

    /// What `columns` come from; `p` is the product.
    package static let tables: Statement = """
        products p
        JOIN inventory i ON i.product_id = p.id
        LEFT JOIN categories c ON c.id = p.category_id
        LEFT JOIN brands b ON b.id = p.brand_id
        """

    /// One product by its id, active or not.
    package static func select(id: ProductID) -> Statement {
        let statement: Statement = "SELECT " + columns + " FROM " + tables + " WHERE p.id = \(id)"
        return statement.pointRead("product_by_id")
    }

    package init(from row: inout Row) throws(PostgresError) {
        id = try row.next()
        sku = try row.next()
        name = try row.next()
        slug = try row.next()
        description = try row.next()
        price = Money(minorUnits: try row.next())
        compareAtPrice = try row.next(Int64?.self).map(Money.init(minorUnits:))
        isFeatured = try row.next()
        isActive = try row.next()
        category = try .optional(from: &row)
        brand = try .optional(from: &row)
        images = try row.next(JSONBytes.self).bytes
        createdAt = try row.next()
        updatedAt = try row.next()
        stock = try row.next()
        version = try row.next()
        stockVersion = try row.next()
    }
}

extension ProductRecord {
    /// The product's JSON object, cut around its stock.
    package func fragment(currency: Currency) -> ProductFragment {
        var head = JSONWriter(reserving: 512 + description.utf8.count)
        head.object { json in
            json.member("id", id)
            json.member("name", name)
            json.member("slug", slug)
            json.member("sku", sku)
            json.member("description", description)
            json.member("price", price.text(in: currency))
            json.member("compare_at_price", compareAtPrice?.text(in: currency))
            json.member("currency", currency.code)
        }
        var tail = JSONWriter(reserving: 256 + images.count)
        tail.object { json in
            json.member("is_featured", isFeatured)
            json.member("is_active", isActive)
            json.member("category", category)
            json.member("brand", brand)
            json.name("images")
            json.raw(images)
            json.member("created_at", createdAt.description)
            json.member("updated_at", updatedAt.description)
        }
        return ProductFragment(
            prefix: head.bytes.dropLast() + [UInt8(ascii: ",")], suffix: [UInt8(ascii: ",")] + tail.bytes.dropFirst(),
            price: price.text(in: currency), stock: stock, stockVersion: stockVersion)
    }

    /// The product's JSON object.
    package func json(currency: Currency) -> [UInt8] { fragment(currency: currency).bytes }
}
