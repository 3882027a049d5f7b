import Domain
import Events
import Postgres

/// Finds what references name: categories, brands and products by id or slug. Only active categories and brands are
/// found; whether a product is public, its fragment says.
struct References: Sendable {
    let limiter: ReadLimiter
    let categories: Shelf<CategoryScope?>
    let brands: Shelf<BrandID?>
    let products: Shelf<ProductID?>

    init(limiter: ReadLimiter, levels: CacheLevels) {
        self.limiter = limiter
        categories = Shelf(levels)
        brands = Shelf(levels)
        products = Shelf(levels)
    }

    func category(_ reference: Reference<Entity.Category>, _ mode: ReadMode) async throws -> Served<CategoryScope?> {
        try await categories.value(for: CacheKey(.category, "scope \(reference.text)"), mode) { [limiter] in
            let statement: Statement = """
                SELECT (SELECT position FROM event_head), c.id,
                       ARRAY(SELECT d.id FROM categories d WHERE d.path @> ARRAY[c.id])
                FROM (SELECT) AS one LEFT JOIN categories c ON c.is_active AND \(reference.condition("c"))
                """
            let row = try await limiter.row(statement, as: (Int64, CategoryID?, [CategoryID]).self)
            let scope = row.1.map { CategoryScope(id: $0, subtree: row.2) }
            return .read(scope, Basis(asOf: row.0, tags: [Tag(.content, .categories)]))
        }
    }

    func brand(_ reference: Reference<Entity.Brand>, _ mode: ReadMode) async throws -> Served<BrandID?> {
        try await brands.value(for: CacheKey(.brand, "id \(reference.text)"), mode) { [limiter] in
            let statement: Statement = """
                SELECT (SELECT position FROM event_head),
                       (SELECT b.id FROM brands b WHERE b.is_active AND \(reference.condition("b")))
                """
            let row = try await limiter.row(statement, as: (Int64, BrandID?).self)
            return .read(row.1, Basis(asOf: row.0, tags: [Tag(.content, .brands)]))
        }
    }

    func product(_ slug: String, _ mode: ReadMode) async throws -> Served<ProductID?> {
        try await products.value(for: CacheKey(.productName, slug), mode) { [limiter] in
            let statement: Statement = """
                SELECT (SELECT position FROM event_head), (SELECT p.id FROM products p WHERE p.slug = \(slug))
                """
            let row = try await limiter.row(statement.prepared("product_by_slug"), as: (Int64, ProductID?).self)
            // Any product may take a free slug.
            let tag = row.1.map { Tag(.content, .product($0)) } ?? Tag(.membership, .all)
            return .read(row.1, Basis(asOf: row.0, tags: [tag]))
        }
    }

    /// What a list's filters name.
    func scope(of filters: ProductFilters, _ mode: ReadMode) async throws -> (ProductScope, CacheSource) {
        var scope = ProductScope()
        var source = CacheSource.l1
        if !filters.categories.isEmpty { scope.categories = [] }
        for reference in filters.categories {
            let served = try await category(reference, mode)
            if let found = served.value { scope.categories?.append(found) }
            scope.basis += served.stamped.basis
            source = max(source, served.source)
        }
        if !filters.brands.isEmpty { scope.brands = [] }
        for reference in filters.brands {
            let served = try await brand(reference, mode)
            if let found = served.value { scope.brands?.append(found) }
            scope.basis += served.stamped.basis
            source = max(source, served.source)
        }
        return (scope, source)
    }
}
