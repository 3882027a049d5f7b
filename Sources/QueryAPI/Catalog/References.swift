import Domain
import Events
import Postgres

/// Finds what references name: categories, brands and products by id, slug, or a slug that they had before. Only active
/// categories and brands are found; whether a product is public, its fragment says.
struct References: Sendable {
    let fills: FillReader
    let categories: Shelf<[CategoryScope]>
    let brands: Shelf<[FoundReference<Entity.Brand>]>
    let products: Shelf<FoundReference<Entity.Product>?>

    init(fills: FillReader, levels: CacheLevels) {
        self.fills = fills
        categories = Shelf(levels)
        brands = Shelf(levels)
        products = Shelf(levels)
    }

    func category(_ reference: Reference<Entity.Category>, _ mode: ReadMode) async throws -> Served<CategoryScope?> {
        try await categories([reference], mode).map(\.first)
    }

    func brand(
        _ reference: Reference<Entity.Brand>, _ mode: ReadMode
    ) async throws -> Served<FoundReference<Entity.Brand>?> {
        try await brands([reference], mode).map(\.first)
    }

    /// Those that are there, in any order, by one statement.
    private func categories(
        _ references: [Reference<Entity.Category>], _ mode: ReadMode
    ) async throws -> Served<[CategoryScope]> {
        try await categories.value(for: CacheKey(.category, "scopes \(references.key())"), mode) { [fills] in
            let statement: Statement = """
                SELECT (SELECT position FROM event_head), c.id, c.slug,
                       ARRAY(SELECT d.id FROM categories d WHERE d.path @> ARRAY[c.id])
                FROM (SELECT) AS one
                LEFT JOIN categories c ON c.is_active AND c.id IN (\(references.ids(in: .categories)))
                """
            return try await fills.read(mode) { database in
                let rows = try await database.query(statement, as: (Int64, CategoryID?, String?, [CategoryID]).self)
                let scopes = rows.compactMap { row in
                    row.1.map { CategoryScope(id: $0, slug: row.2 ?? "", subtree: row.3) }
                }
                let asOf = rows.first?.0 ?? Basis.nowhere
                return Stamped(scopes, basis: [Basis(asOf: asOf, tags: [Tag(.content, .categories)])])
            }
        }
    }

    /// The same of brands.
    private func brands(
        _ references: [Reference<Entity.Brand>], _ mode: ReadMode
    ) async throws -> Served<[FoundReference<Entity.Brand>]> {
        try await brands.value(for: CacheKey(.brand, "ids \(references.key())"), mode) { [fills] in
            let statement: Statement = """
                SELECT (SELECT position FROM event_head), b.id, b.slug
                FROM (SELECT) AS one
                LEFT JOIN brands b ON b.is_active AND b.id IN (\(references.ids(in: .brands)))
                """
            return try await fills.read(mode) { database in
                let rows = try await database.query(statement, as: (Int64, BrandID?, String?).self)
                let found = rows.compactMap { row in
                    row.1.map { FoundReference<Entity.Brand>(id: $0, slug: row.2 ?? "") }
                }
                let asOf = rows.first?.0 ?? Basis.nowhere
                return Stamped(found, basis: [Basis(asOf: asOf, tags: [Tag(.content, .brands)])])
            }
        }
    }

    func product(_ slug: String, _ mode: ReadMode) async throws -> Served<FoundReference<Entity.Product>?> {
        try await products.value(for: CacheKey(.productName, slug), mode) { [fills] in
            let statement: Statement = """
                SELECT (SELECT position FROM event_head), p.id, p.slug
                FROM (SELECT) AS one
                LEFT JOIN products p ON p.id = \(Reference<Entity.Product>.slug(slug).id(in: .products))
                """
            return try await fills.read(mode) { database in
                let row = try await database.one(
                    statement.pointRead("product_by_slug"), as: (Int64, ProductID?, String?).self)
                let found = row.1.map { FoundReference<Entity.Product>(id: $0, slug: row.2 ?? "") }
                var tags = found.map { [Tag(.content, .product($0.id))] } ?? []
                // Any product may take a free slug.
                if found?.slug != slug { tags.append(Tag(.membership, .all)) }
                return Stamped(found, basis: [Basis(asOf: row.0, tags: tags)])
            }
        }
    }

    /// What a list's filters name.
    func scope(of filters: ProductFilters, _ mode: ReadMode) async throws -> (ProductScope, CacheSource) {
        var scope = ProductScope()
        var source = CacheSource.l1
        if !filters.categories.isEmpty {
            let found = try await categories(filters.categories, mode)
            scope.categories = found.value
            scope.basis += found.stamped.basis
            source = max(source, found.source)
        }
        if !filters.brands.isEmpty {
            let found = try await brands(filters.brands, mode)
            scope.brands = found.value.map(\.id)
            scope.basis += found.stamped.basis
            source = max(source, found.source)
        }
        return (scope, source)
    }
}
