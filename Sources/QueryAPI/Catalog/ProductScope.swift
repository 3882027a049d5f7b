import Domain
import Events
import Postgres

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

    var conditions: [Statement] {
        var conditions: [Statement] = []
        if let categories { conditions.append(Self.isAny("p.category_id", of: categories.flatMap(\.subtree))) }
        if let brands { conditions.append(Self.isAny("p.brand_id", of: brands)) }
        return conditions
    }

    /// A single id is compared by `=`, so that an index on it gives its rows in order.
    private static func isAny<Entity>(_ column: Statement, of ids: [Identifier<Entity>]) -> Statement {
        switch ids.count {
        case 0: "false"
        case 1: column + " = \(ids[0])"
        default: column + " = ANY(\(ids))"
        }
    }
}
