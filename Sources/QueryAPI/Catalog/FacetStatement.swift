import Domain
import Postgres

/// The SQL of all facets and the head's position in one statement, and so of one moment. Each facet is counted with all
/// filters but its own. It is planned anew each time, for its very values; the index `products_facets` holds all columns
/// that it looks at, but for a search's.
struct FacetStatement {
    let conditions: ProductConditions

    /// A tree that was opened along many paths at once is cut here, and so is the list of brands.
    static let categoryLimit = 100
    static let brandLimit = 50

    /// Row: as `Facets` reads it. Steps count from 1.
    var select: Statement {
        """
        WITH \(found), \(categories), \(brands), \(prices)
        SELECT (SELECT position FROM event_head),
               (SELECT coalesce(json_agg(json_build_object(
                           'id', id, 'name', name, 'slug', slug, 'parent_id', parent_id, 'count', products,
                           'selected', selected) ORDER BY products DESC, name, id), '[]')
                FROM shown_categories),
               (SELECT coalesce(json_agg(json_build_object(
                           'id', id, 'name', name, 'slug', slug, 'count', products, 'selected', selected)
                       ORDER BY products DESC, name, id), '[]')
                FROM shown_brands),
               min(lowest), max(highest),
               coalesce(array_agg(step::bigint) FILTER (WHERE products > 0), '{}'),
               coalesce(array_agg(products) FILTER (WHERE products > 0), '{}'),
               coalesce(sum(in_stock), 0)::bigint, coalesce(sum(out_of_stock), 0)::bigint
        FROM prices
        """
    }

    /// A search is done once for all facets; other conditions are left to each facet's own index.
    private var found: Statement {
        let once: Statement = conditions.filters.search == nil ? "NOT MATERIALIZED" : "MATERIALIZED"
        return """
            found AS \(once) (
                SELECT p.category_id, p.brand_id, p.price, p.in_stock FROM products p WHERE \(all(conditions.fixed)))
            """
    }

    /// The top of the tree, and the children of every category on the way to a chosen one. A count is the subtree's.
    private var categories: Statement {
        let chosen = conditions.scope.categories?.map(\.id) ?? []
        return """
            category_counts AS (
                SELECT ancestor AS id, sum(direct.products)::bigint AS products
                FROM (SELECT p.category_id, count(*) AS products FROM found p
                      WHERE \(all(conditions.brand + conditions.price + conditions.stock))
                      GROUP BY p.category_id) AS direct
                JOIN categories c ON c.id = direct.category_id
                CROSS JOIN unnest(c.path) AS ancestor
                GROUP BY ancestor),
            shown_categories AS (
                SELECT c.id, c.name, c.slug, c.parent_id, coalesce(k.products, 0) AS products,
                       c.id = ANY(\(chosen)) AS selected
                FROM categories c LEFT JOIN category_counts k ON k.id = c.id
                WHERE c.is_active AND (k.products > 0 OR c.id = ANY(\(chosen)))
                  AND (c.parent_id IS NULL
                       OR c.parent_id IN (SELECT unnest(o.path) FROM categories o WHERE o.id = ANY(\(chosen))))
                ORDER BY selected DESC, products DESC, c.name, c.id
                LIMIT \(Self.categoryLimit))
            """
    }

    private var brands: Statement {
        let chosen = conditions.scope.brands ?? []
        return """
            brand_counts AS (
                SELECT p.brand_id AS id, count(*) AS products FROM found p
                WHERE \(all(conditions.category + conditions.price + conditions.stock))
                GROUP BY p.brand_id),
            shown_brands AS (
                SELECT b.id, b.name, b.slug, coalesce(k.products, 0) AS products, b.id = ANY(\(chosen)) AS selected
                FROM brands b LEFT JOIN brand_counts k ON k.id = b.id
                WHERE b.is_active AND (k.products > 0 OR b.id = ANY(\(chosen)))
                ORDER BY selected DESC, products DESC, b.name, b.id
                LIMIT \(Self.brandLimit))
            """
    }

    /// Prices and availability by one scan: each leaves the other's filter in, and its own out.
    private var prices: Statement {
        let price = all(conditions.price)
        let stock = all(conditions.stock)
        return """
            prices AS (
                SELECT width_bucket(p.price, \(PriceBands.steps)) AS step,
                       count(*) FILTER (WHERE \(stock)) AS products,
                       min(p.price) FILTER (WHERE \(stock)) AS lowest, max(p.price) FILTER (WHERE \(stock)) AS highest,
                       count(*) FILTER (WHERE p.in_stock AND \(price)) AS in_stock,
                       count(*) FILTER (WHERE NOT p.in_stock AND \(price)) AS out_of_stock
                FROM found p
                WHERE \(all(conditions.category + conditions.brand))
                GROUP BY step)
            """
    }

    private func all(_ conditions: [Statement]) -> Statement {
        conditions.isEmpty ? "true" : conditions.joined(separator: " AND ")
    }
}
