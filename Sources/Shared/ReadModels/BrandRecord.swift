import Domain
import JSON
import Postgres

/// A brand, as both daemons answer it.
package struct BrandRecord: RowDecodable {
    package let id: BrandID
    package let name: String
    package let slug: String
    package let description: String
    package let isActive: Bool
    /// Its active products.
    package let productCount: Int
    package let version: Int64
    package let createdAt: Timestamp
    package let updatedAt: Timestamp

    /// The columns that `init(from:)` reads, in its order, of `brands b`.
    package static let columns: Statement = """
        b.id, b.name, b.slug, b.description, b.is_active,
        (SELECT count(*) FROM products p WHERE p.is_active AND p.brand_id = b.id),
        b.version, b.created_at, b.updated_at
        """

    package static func select(id: BrandID) -> Statement {
        let statement: Statement = "SELECT " + columns + " FROM brands b WHERE b.id = \(id)"
        return statement.prepared("brand_by_id")
    }

    package init(from row: inout Row) throws(PostgresError) {
        id = try row.next()
        name = try row.next()
        slug = try row.next()
        description = try row.next()
        isActive = try row.next()
        productCount = try row.next()
        version = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
    }

    package var json: [UInt8] {
        var json = JSONWriter()
        write(to: &json)
        return json.bytes
    }
}

extension BrandRecord: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("name", name)
            json.member("slug", slug)
            json.member("description", description)
            json.member("is_active", isActive)
            json.member("product_count", productCount)
            json.member("created_at", createdAt.description)
            json.member("updated_at", updatedAt.description)
        }
    }
}
