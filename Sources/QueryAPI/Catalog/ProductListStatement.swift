import Domain
import Postgres
import WebAPI

/// The SQL of a product list: of a page of it, and of its count up to a bound. The two may be of different moments, which
/// they tell. They are planned anew each time, for their very values.
struct ProductListStatement {
    let query: ProductListQuery
    let scope: ProductScope
    let match: SearchMatch?
    /// Where the page begins, for a page after a cursor.
    let start: SortPlace?

    /// Lists are counted exactly up to here.
    static let exactCount = 10_000

    /// A row of `page`.
    struct Page: RowDecodable {
        /// The head's, as of which all is.
        var position: Int64
        /// One more than the page has, if there is more.
        let ids: [ProductID]
        /// The sort key of the page's last product as text; nil if the page is not full.
        let lastKey: String?

        init(from row: inout Row) throws {
            position = try row.next()
            ids = try row.next()
            lastKey = try row.next()
        }
    }

    /// A row of `count`.
    struct Count: RowDecodable {
        let position: Int64
        /// At most `exactCount` + 1.
        let products: Int

        var isExact: Bool { products <= exactCount }

        init(from row: inout Row) throws {
            position = try row.next()
            products = try row.next()
        }
    }

    /// The same in the order of relevance; nil where there is no search to be relevant to.
    var byRelevance: RelevanceStatement? {
        guard query.ordering.key == .relevance, let match else { return nil }
        return RelevanceStatement(query: query, conditions: productConditions, match: match, start: start)
    }

    /// In any other order. Row: `Page`.
    var page: Statement {
        """
        SELECT (SELECT position FROM event_head), page.ids, page.keys[\(Int32(query.pagination.size))]
        FROM (SELECT coalesce(array_agg(id), '{}') AS ids, array_agg(key) AS keys FROM (\(rows)) AS rows) AS page
        """
    }

    /// Row: `Count`.
    var count: Statement {
        """
        SELECT (SELECT position FROM event_head),
               (SELECT count(*) FROM (\(matches) LIMIT \(Self.exactCount + 1)) AS counted)
        """
    }

    /// Every product of the list, for counting or for the planner's opinion.
    var matches: Statement { "SELECT FROM products p WHERE \(conditions.joined(separator: " AND "))" }

    private var rows: Statement {
        let direction: Statement = query.ordering.isDescending ? "DESC" : "ASC"
        var conditions = conditions + stockOfOrder
        if let start {
            let comparison: Statement = query.ordering.isDescending ? "<" : ">"
            conditions.append("(\(sortKey), \(id)) \(comparison) (\(start.key), \(start.id))")
        }
        return """
            SELECT p.id AS id, \(sortKeyText) AS key FROM \(tables)
            WHERE \(conditions.joined(separator: " AND "))
            ORDER BY \(sortKey) \(direction), \(id) \(direction)
            LIMIT \(query.pagination.size + 1) OFFSET \(query.pagination.offset)
            """
    }

    private var conditions: [Statement] { productConditions.all }

    private var productConditions: ProductConditions {
        ProductConditions(filters: query.filters, scope: scope, match: match)
    }

    /// What a filter by availability means for the table that has the order. PostgreSQL does not know that the two agree,
    /// and would go through all that is in stock to find what is sold out behind it.
    private var stockOfOrder: [Statement] {
        guard query.ordering.key == .stock else { return [] }
        let inStock: [Statement] = query.filters.isInStock ? ["i.stock > 0"] : []
        return inStock + (query.filters.isOutOfStock ? ["i.stock = 0"] : [])
    }

    private var tables: Statement {
        query.ordering.key == .stock
            ? "products p JOIN inventory i ON i.product_id = p.id" : "products p"
    }

    /// The tie-breaker, of the table whose index has the order.
    private var id: Statement { query.ordering.key == .stock ? "i.product_id" : "p.id" }

    private var sortKey: Statement {
        switch query.ordering.key {
        case .name: "p.name"
        case .price: "p.price"
        case .stock: "i.stock"
        case .createdAt: "p.created_at"
        case .relevance: "0::float8"
        }
    }

    /// As `SortPlace` reads it.
    private var sortKeyText: Statement {
        query.ordering.key == .createdAt
            ? "(extract(epoch FROM p.created_at) * 1000000)::bigint::text" : "(\(sortKey))::text"
    }
}
