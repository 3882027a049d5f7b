import Domain
import Postgres

/// The SQL conditions that filters stand for, on `products p`. Those that a facet shows stand apart, so that it can be
/// counted without its own.
struct ProductConditions {
    let filters: ProductFilters
    let scope: ProductScope
    /// Nil without a search, and for one that has not a single word.
    let match: SearchMatch?

    var all: [Statement] { fixed + category + brand + price + stock }

    /// Those that no facet shows.
    var fixed: [Statement] { plain + search }

    /// All but what is searched for.
    var withoutSearch: [Statement] { plain + category + brand + price + stock }

    private var search: [Statement] { filters.search == nil ? [] : [match?.condition ?? "false"] }

    private var plain: [Statement] {
        var conditions: [Statement] = ["p.is_active"]
        if filters.isFeatured { conditions.append("p.is_featured") }
        if filters.isOnSale { conditions.append("p.compare_at_price > p.price") }
        if let time = filters.createdAfter { conditions.append("p.created_at >= \(time)") }
        if let time = filters.createdBefore { conditions.append("p.created_at < \(time)") }
        return conditions
    }

    var category: [Statement] {
        scope.categories.map { [Self.isAny("p.category_id", of: $0.flatMap(\.subtree))] } ?? []
    }

    var brand: [Statement] { scope.brands.map { [Self.isAny("p.brand_id", of: $0)] } ?? [] }

    var price: [Statement] {
        let least: [Statement] = filters.minimumPrice.map { ["p.price >= \($0.minorUnits)"] } ?? []
        return least + (filters.maximumPrice.map { ["p.price <= \($0.minorUnits)"] } ?? [])
    }

    var stock: [Statement] {
        let inStock: [Statement] = filters.isInStock ? ["p.in_stock"] : []
        return inStock + (filters.isOutOfStock ? ["NOT p.in_stock"] : [])
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
