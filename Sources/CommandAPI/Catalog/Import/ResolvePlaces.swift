import Domain
import Postgres

/// Finds the brands and categories that some lines name; those named by name are made if missing, a slug must exist.
struct ResolvePlaces {
    let lines: [ProductLine]
    /// Whose import it is.
    let author: AuditAuthor

    func run(on transaction: Transaction) async throws -> ResolvedPlaces {
        var names: Set<String> = []
        var paths: Set<[String]> = []
        var slugs: Set<String> = []
        for line in lines {
            if let brand = line.brand, !brand.isEmpty { names.insert(brand) }
            switch line.category {
            case .path(let path)?: paths.insert(path)
            case .slug(let slug)?: slugs.insert(slug)
            case .nowhere?, nil: break
            }
        }
        return ResolvedPlaces(
            brands: try await ResolveBrands(names: names, author: author).run(on: transaction),
            paths: try await ResolveCategories(paths: paths, author: author).run(on: transaction),
            slugs: try await find(slugs, on: transaction))
    }

    private func find(_ slugs: Set<String>, on transaction: Transaction) async throws -> [String: CategoryID] {
        guard !slugs.isEmpty else { return [:] }
        let statement: Statement = "SELECT slug, id FROM categories WHERE slug = ANY(\(slugs.sorted()))"
        let rows = try await transaction.query(
            statement.prepared("find_categories_by_slug"), as: (String, CategoryID).self)
        return Dictionary(uniqueKeysWithValues: rows)
    }
}

/// Where lines put their products.
struct ResolvedPlaces: Sendable {
    fileprivate let brands: [String: BrandID]
    fileprivate let paths: [[String]: CategoryID]
    fileprivate let slugs: [String: CategoryID]

    fileprivate init(brands: [String: BrandID], paths: [[String]: CategoryID], slugs: [String: CategoryID]) {
        self.brands = brands
        self.paths = paths
        self.slugs = slugs
    }

    /// Nil when the line names none.
    func brand(of line: ProductLine) -> BrandID? { line.brand.flatMap { brands[$0] } }

    /// Nil when the line names none, or one whose slug nobody has.
    func category(of line: ProductLine) -> CategoryID? {
        switch line.category {
        case .path(let path)?: paths[path]
        case .slug(let slug)?: slugs[slug]
        case .nowhere?, nil: nil
        }
    }
}
