/// How long cached values are served, by kind. Events make them invalid long before; this bounds what an event that was
/// never written would leave behind.
struct CacheLifetimes: Sendable {
    var products: Duration = .seconds(3_600)
    var lists: Duration = .seconds(3_600)
    var categories: Duration = .seconds(3_600)
    var search: Duration = .seconds(300)
    var orders: Duration = .seconds(1_800)
    /// Known absences: an unknown id or slug.
    var absences: Duration = .seconds(60)
    /// For how long after its lifetime, or after an event touched it, a value may still be served when PostgreSQL cannot
    /// be asked; it is labelled then.
    var stale: Duration = .seconds(86_400)

    func lifetime(of kind: CacheKind) -> Duration {
        switch kind {
        case .product, .productName: products
        case .list: lists
        case .search: search
        // Of their oldest part; each part has a lifetime of its own besides.
        case .page: max(lists, products)
        case .searchPage: max(search, products)
        case .category, .brand: categories
        case .order, .invoice: orders
        }
    }

    func lifetime(of kind: CacheKind, isAbsence: Bool) -> Duration {
        isAbsence ? min(absences, lifetime(of: kind)) : lifetime(of: kind)
    }
}
