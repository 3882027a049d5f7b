import Domain
import Events

/// The categories and brands that a list's filters name, found.
struct ProductScope: Sendable {
    /// Nil when the list is not filtered by category; without elements when none of those named exists.
    var categories: [CategoryScope]?
    /// Nil when the list is not filtered by brand.
    var brands: [BrandID]?
    /// Of how they were found.
    var basis: [Basis] = []

    /// Where the list's own tags apply: the narrowest scopes that hold all its products.
    var tagScopes: [Tag.Scope] {
        if let categories { return categories.map { .category($0.id) } }
        if let brands { return brands.map { .brand($0) } }
        return [.all]
    }

    /// The same for facets, of which that of the categories looks beyond those chosen, and that of the brands likewise.
    var facetScopes: [Tag.Scope] {
        guard let categories, let brands else { return [.all] }
        return categories.map { .category($0.id) } + brands.map { .brand($0) }
    }
}
