import Domain
import Events
import JSON
import Postgres

/// All active categories, nested under `children`, siblings by name.
struct CategoryTree: Sendable {
    let context: QueryContext

    func page(_ mode: ReadMode) async throws -> Served<Document?> {
        try await context.documents.value(for: CacheKey(.category, "tree"), mode) {
            try await context.longReads.lists.read(mode) { database in
                let rows = try await database.query(Self.statement, as: Node.self)
                let tree = NestedCategories(rows)
                let basis = Basis(asOf: rows.first?.position ?? Basis.nowhere, tags: ListCategories.tags)
                return Stamped(Document(tree.json), basis: [basis])
            }
        }
    }

    /// The head's position in each row: the first one is always there, and holds nothing else.
    private static let statement: Statement = """
        WITH counts AS (
            SELECT ancestor AS id, count(*) AS products
            FROM products p JOIN categories c ON c.id = p.category_id CROSS JOIN unnest(c.path) AS ancestor
            WHERE p.is_active
            GROUP BY ancestor)
        SELECT h.position, c.id, c.parent_id, c.name, c.slug, c.description, c.image, counts.products
        FROM event_head h
        LEFT JOIN categories c ON c.is_active
        LEFT JOIN counts ON counts.id = c.id
        ORDER BY c.name, c.id
        """

    struct Node: RowDecodable {
        let position: Int64
        /// Nil in the one row that there is when there are no categories.
        let id: CategoryID?
        let parent: CategoryID?
        let name: String?
        let slug: String?
        let description: String?
        let image: String?
        let productCount: Int?

        init(from row: inout Row) throws {
            position = try row.next()
            id = try row.next()
            parent = try row.next()
            name = try row.next()
            slug = try row.next()
            description = try row.next()
            image = try row.next()
            productCount = try row.next()
        }
    }
}

/// Nests rows by their parents; one whose parent is not among them is left out with all below it.
private struct NestedCategories {
    private let children: [CategoryID?: [CategoryTree.Node]]

    init(_ rows: [CategoryTree.Node]) {
        children = Dictionary(grouping: rows.filter { $0.id != nil }, by: \.parent)
    }

    var json: [UInt8] {
        let roots = children[nil] ?? []
        var json = JSONWriter(reserving: 4_096)
        json.object { json in
            json.member("count", roots.count)
            json.member("next", String?.none)
            json.member("previous", String?.none)
            json.member("results") { json in write(roots, to: &json) }
        }
        return json.bytes
    }

    /// It nests as deep as the schema lets categories nest.
    private func write(_ nodes: [CategoryTree.Node], to json: inout JSONWriter) {
        json.array { json in
            for node in nodes {
                json.object { json in
                    json.member("id", node.id)
                    json.member("name", node.name)
                    json.member("slug", node.slug)
                    json.member("description", node.description)
                    json.member("image", node.image)
                    json.member("product_count", node.productCount ?? 0)
                    json.member("children") { json in write(children[node.id] ?? [], to: &json) }
                }
            }
        }
    }
}
