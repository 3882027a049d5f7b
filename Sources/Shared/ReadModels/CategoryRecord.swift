import Domain
import JSON
import Postgres

/// A category, as both daemons answer it.
package struct CategoryRecord: RowDecodable {
    package let id: CategoryID
    package let name: String
    package let slug: String
    package let description: String
    package let image: String?
    package let isActive: Bool
    package let parent: NamedReference<Entity.Category>?
    /// Ids from the root to this one.
    package let path: [CategoryID]
    /// Active products in it and in all below it.
    package let productCount: Int
    package let version: Int64
    package let createdAt: Timestamp
    package let updatedAt: Timestamp

    /// The columns that `init(from:)` reads, in its order, of `tables`.
    package static let columns: Statement = """
        c.id, c.name, c.slug, c.description, c.image, c.is_active, parent.id, parent.name, parent.slug, c.path,
        (SELECT count(*) FROM products p
         WHERE p.is_active AND p.category_id IN (SELECT d.id FROM categories d WHERE d.path @> ARRAY[c.id])),
        c.version, c.created_at, c.updated_at
        """

    /// What `columns` come from; `c` is the category.
    package static let tables: Statement = "categories c LEFT JOIN categories parent ON parent.id = c.parent_id"

    package static func select(id: CategoryID) -> Statement {
        let statement: Statement = "SELECT " + columns + " FROM " + tables + " WHERE c.id = \(id)"
        return statement.prepared("category_by_id")
    }

    package init(from row: inout Row) throws(PostgresError) {
        id = try row.next()
        name = try row.next()
        slug = try row.next()
        description = try row.next()
        image = try row.next()
        isActive = try row.next()
        parent = try .optional(from: &row)
        path = try row.next()
        productCount = try row.next()
        version = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
    }

    /// Writes the members, without the braces, so that a detail page can add its own.
    package func writeMembers(to json: inout JSONWriter) {
        json.member("id", id)
        json.member("name", name)
        json.member("slug", slug)
        json.member("description", description)
        json.member("image", image)
        json.member("is_active", isActive)
        json.member("parent", parent)
        json.member("product_count", productCount)
        json.member("created_at", createdAt.description)
        json.member("updated_at", updatedAt.description)
    }

    package var json: [UInt8] {
        var json = JSONWriter()
        write(to: &json)
        return json.bytes
    }
}

extension CategoryRecord: JSONWritable {
    package func write(to json: inout JSONWriter) { json.object { writeMembers(to: &$0) } }
}
