import Postgres
import WebAPI

/// The SQL of a page of a search in the order of relevance. All that matches is ranked, up to the number that lists are
/// counted to. Of more, the newest `namedCount` that have all words in name, brand or SKU are ranked, and all others
/// follow, newest first: so what a page costs does not grow with how many products have a frequent word.
struct RelevanceStatement {
    let query: ProductListQuery
    let conditions: ProductConditions
    let match: SearchMatch
    let start: SortPlace?

    static let namedCount = 250

    /// The page of whichever of the two is right. Where the planner expects many, their page is read while they are
    /// counted, on another connection.
    ///
    /// - Parameter expected: how many products the planner expects.
    func page(_ expected: Int, _ database: Database) async throws -> ProductListStatement.Page {
        let exact = ProductListStatement.exactCount
        guard expected > exact else {
            let page = try await database.one(ofFew, as: ProductListStatement.Page.self)
            return page.count > exact ? try await database.one(ofMany, as: ProductListStatement.Page.self) : page
        }
        async let counted = database.one(count, as: (Int64, Int).self)
        async let many = database.one(ofMany, as: ProductListStatement.Page.self)
        let (position, products) = try await counted
        if products <= exact {
            let page = try await database.one(ofFew, as: ProductListStatement.Page.self)
            if page.count <= exact { return page }
        }
        var page = try await many
        page.position = min(page.position, position)
        return page
    }

    /// Row: as `ProductListStatement.page` has it. Right if the count is no greater than `exactCount`.
    var ofFew: Statement {
        """
        WITH found AS MATERIALIZED (
            SELECT p.id, \(match.rank) AS rank FROM products p WHERE \(all) LIMIT \(ProductListStatement.exactCount + 1))
        SELECT (SELECT position FROM event_head), (SELECT count(*) FROM found),
               page.ids, page.keys[\(Int32(query.pagination.size))]
        FROM \(best(of: "found")) AS page
        """
    }

    /// Row: as `ProductListStatement.page` has it, the count being one more than `exactCount`.
    var ofMany: Statement {
        """
        WITH named AS MATERIALIZED (
            SELECT p.id, \(match.rank) AS rank FROM products p
            WHERE \(unmatched) AND \(match.isNamed)
            ORDER BY p.id DESC LIMIT \(Int64(Self.namedCount))),
        others AS (
            SELECT p.id, 0::float8 AS rank FROM products p
            WHERE \(othersCount) AND \(all) AND p.id NOT IN (SELECT id FROM named) AND \(afterStart)
            ORDER BY p.id \(direction) LIMIT \(needed)),
        ranked AS (SELECT id, rank FROM named UNION ALL SELECT id, rank FROM others)
        SELECT (SELECT position FROM event_head), \(Int64(ProductListStatement.exactCount + 1)),
               page.ids, page.keys[\(Int32(query.pagination.size))]
        FROM \(best(of: "ranked")) AS page
        """
    }

    /// Row: position, and how many match, or at least that many; at most `exactCount` + 1.
    var count: Statement {
        """
        SELECT (SELECT position FROM event_head),
               (SELECT count(*)
                FROM (SELECT FROM products p
                      WHERE \(unmatched) AND \(match.narrowCondition ?? match.condition)
                      LIMIT \(ProductListStatement.exactCount + 1)) AS counted)
        """
    }

    private func best(of ranked: Statement) -> Statement {
        """
        (SELECT coalesce(array_agg(id), '{}') AS ids, array_agg(key) AS keys
         FROM (
             SELECT id, rank::text AS key FROM \(ranked) WHERE \(isAfterStart)
             ORDER BY rank \(direction), id \(direction)
             LIMIT \(query.pagination.size + 1) OFFSET \(query.pagination.offset)) AS rows)
        """
    }

    private var all: Statement { conditions.all.joined(separator: " AND ") }
    private var unmatched: Statement { conditions.withoutSearch.joined(separator: " AND ") }

    private var direction: Statement { query.ordering.isDescending ? "DESC" : "ASC" }
    private var needed: Int { query.pagination.offset + query.pagination.size + 1 }

    /// The best first, the others are not looked for where those named fill the page.
    private var othersCount: Statement {
        query.ordering.isDescending ? "(SELECT count(*) FROM named WHERE \(isAfterStart)) < \(needed)" : "true"
    }

    private var isAfterStart: Statement {
        guard let start else { return "true" }
        return query.ordering.isDescending
            ? "(rank, id) < (\(start.key), \(start.id))" : "(rank, id) > (\(start.key), \(start.id))"
    }

    /// The same of a rank of 0, so that the index on the ids begins there.
    private var afterStart: Statement {
        guard let start else { return "true" }
        return query.ordering.isDescending
            ? "(\(start.key) > 0 OR p.id < \(start.id))" : "\(start.key) = 0 AND p.id > \(start.id)"
    }
}
