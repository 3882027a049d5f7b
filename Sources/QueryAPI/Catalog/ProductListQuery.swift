import Domain
import WebAPI

/// A product list as it was asked for: which products, in which order, which page of them.
struct ProductListQuery: Sendable {
    /// What links lead to: `/api/products/`.
    let path: String
    let filters: ProductFilters
    let ordering: ProductOrdering
    let pagination: Pagination
    /// Filters and ordering in their one form, for links.
    let parameters: [(name: String, value: String)]

    /// Reads the parameters; `narrow` puts in what the path says. Throws `validation` with all that is wrong.
    init(
        _ query: inout QueryParameters, path: String, currency: Currency,
        narrow: (inout ProductFilters) -> Void = { _ in }
    ) throws(Problem) {
        var filters = ProductFilters(&query, currency: currency)
        let asked = query.optional("ordering", .choice(of: ProductOrdering.self))
        let pagination = Pagination(&query)
        try query.finish()
        let shown = filters.parameters(currency: currency)
        narrow(&filters)
        let standard: ProductOrdering = filters.search == nil ? .newest : .relevance
        // Without a search nothing is more relevant than anything else.
        let ordering = filters.search == nil && asked?.key == .relevance ? standard : asked ?? standard
        self.init(path: path, filters: filters, ordering: ordering, pagination: pagination, shown: shown, standard)
    }

    private init(
        path: String, filters: ProductFilters, ordering: ProductOrdering, pagination: Pagination,
        shown: [(name: String, value: String)], _ standard: ProductOrdering
    ) {
        self.path = path
        self.filters = filters
        self.ordering = ordering
        self.pagination = pagination
        parameters = shown + (ordering == standard ? [] : [("ordering", ordering.rawValue)])
    }

    /// Tells this list, whatever the page, from all others; cursors are sealed to it.
    var identity: String { PageLinks.reference(path, parameters) }

    var isSearch: Bool { filters.search != nil }

    var listKey: CacheKey { CacheKey(isSearch ? .search : .list, place) }

    var pageKey: CacheKey { CacheKey(isSearch ? .searchPage : .page, place) }

    private var place: String { "\(path) \(PageKey.text(parameters, pagination))" }
}
