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

    /// Row: as `ProductListStatement.page` has it.
    var page: Statement {
        let exact = ProductListStatement.exactCount
        return """
            WITH \(surely),
            found AS MATERIALIZED (
                SELECT p.id, \(match.rank) AS rank FROM products p
                WHERE NOT (SELECT are_many FROM surely) AND \(all) LIMIT \(exact + 1)),
            counted AS MATERIALIZED (
                SELECT greatest(surely.products, found.products) AS products,
                       surely.are_many OR found.products > \(exact) AS are_many
                FROM surely, (SELECT count(*) AS products FROM found) AS found),
            named AS MATERIALIZED (
                SELECT p.id, \(match.rank) AS rank FROM products p
                WHERE (SELECT are_many FROM counted) AND \(unmatched) AND \(match.isNamed)
                ORDER BY p.id DESC LIMIT \(Int64(Self.namedCount))),
            others AS (
                SELECT p.id, 0::float8 AS rank FROM products p
                WHERE (SELECT are_many FROM counted) AND \(othersCount) AND \(all)
                  AND p.id NOT IN (SELECT id FROM named) AND \(afterStart)
                ORDER BY p.id \(direction) LIMIT \(needed)),
            ranked AS (
                SELECT id, rank FROM found WHERE NOT (SELECT are_many FROM counted)
                UNION ALL SELECT id, rank FROM named
                UNION ALL SELECT id, rank FROM others)
            SELECT (SELECT position FROM event_head), (SELECT products FROM counted),
                   page.ids, page.keys[\(Int32(query.pagination.size))]
            FROM (
                SELECT coalesce(array_agg(id), '{}') AS ids, array_agg(key) AS keys
                FROM (
                    SELECT id, rank::text AS key FROM ranked WHERE \(isAfterStart)
                    ORDER BY rank \(direction), id \(direction)
                    LIMIT \(query.pagination.size + 1) OFFSET \(query.pagination.offset)) AS rows) AS page
            """
    }

    /// Whether there are many without looking at all of them.
    private var surely: Statement {
        guard let narrow = match.narrowCondition else {
            return "surely AS MATERIALIZED (SELECT 0::bigint AS products, false AS are_many)"
        }
        let exact = ProductListStatement.exactCount
        return """
            surely AS MATERIALIZED (
                SELECT count(*) AS products, count(*) > \(exact) AS are_many
                FROM (SELECT FROM products p WHERE \(unmatched) AND \(narrow) LIMIT \(exact + 1)) AS few)
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
