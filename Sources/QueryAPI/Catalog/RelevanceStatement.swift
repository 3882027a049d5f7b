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

    /// A page of whichever of the two is right, and the count. Where the planner expects many, they are counted while their
    /// page is read, on another connection.
    ///
    /// - Parameter expected: how many products the planner expects.
    func page(_ expected: Int, _ database: Database) async throws -> CountedPage {
        guard expected > ProductListStatement.exactCount else {
            let few = try await database.one(ofFew, as: CountedPage.self)
            if few.count.isExact { return few }
            return try await database.one(ofMany, as: CountedPage.self).known(since: few.count)
        }
        async let counted = database.one(count, as: ProductListStatement.Count.self)
        async let many = database.one(ofMany, as: CountedPage.self)
        let count = try await counted
        guard count.isExact else { return try await many.known(since: count) }
        let few = try await database.one(ofFew, as: CountedPage.self)
        guard few.count.isExact else { return try await many.known(since: few.count) }
        // The server runs it to its end, and its connection is this search's until then.
        _ = try? await many
        return few
    }

    /// A row of `ofFew` and of `ofMany`.
    struct CountedPage: RowDecodable {
        private(set) var page: ProductListStatement.Page
        let count: ProductListStatement.Count

        init(from row: inout Row) throws {
            page = try ProductListStatement.Page(from: &row)
            count = try ProductListStatement.Count(from: &row)
        }

        /// The same, which is right because of an earlier count.
        func known(since count: ProductListStatement.Count) -> CountedPage {
            var known = self
            known.page.position = min(page.position, count.position)
            return known
        }
    }

    /// Right if the count, which comes with it, is exact.
    var ofFew: Statement {
        """
        WITH found AS MATERIALIZED (
            SELECT p.id, \(match.rank) AS rank FROM products p WHERE \(all) LIMIT \(ProductListStatement.exactCount + 1))
        SELECT head.position, page.ids, page.keys[\(Int32(query.pagination.size))],
               head.position, (SELECT count(*) FROM found)
        FROM event_head AS head, \(best(of: "found")) AS page
        """
    }

    /// Right if there are more than are counted.
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
        SELECT head.position, page.ids, page.keys[\(Int32(query.pagination.size))],
               head.position, \(Int64(ProductListStatement.exactCount + 1))
        FROM event_head AS head, \(best(of: "ranked")) AS page
        """
    }

    /// Row: `ProductListStatement.Count`, but how many match may be more.
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
