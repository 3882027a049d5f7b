import Domain
import WebAPI

/// Which products a list shows. Only active ones are public.
struct ProductFilters: Sendable {
    /// In any of these, or below it; all when empty.
    var categories: [Reference<Entity.Category>]
    /// Of any of these; all when empty.
    var brands: [Reference<Entity.Brand>]
    var minimumPrice: Money?
    var maximumPrice: Money?
    var isInStock: Bool
    var isOutOfStock: Bool
    var isFeatured: Bool
    /// Has a higher price that it is compared with.
    var isOnSale: Bool
    var createdAfter: Timestamp?
    var createdBefore: Timestamp?
    var search: SearchWords?

    /// Whether a search that found nothing is worth another look.
    var forgivesTypos: Bool { search.map { !$0.words.isEmpty } ?? false }

    init(_ query: inout QueryParameters, currency: Currency) {
        categories = query.all("category", .reference(to: Entity.Category.self))
        brands = query.all("brand", .reference(to: Entity.Brand.self))
        minimumPrice = query.optional("min_price", .money(currency))
        maximumPrice = query.optional("max_price", .money(currency))
        let inStock = query.optional("in_stock", .boolean)
        isInStock = inStock == true
        isOutOfStock = inStock == false || query.optional("out_of_stock", .boolean) == true
        isFeatured = query.optional("featured", .boolean) == true
        isOnSale = query.optional("on_sale", .boolean) == true
        createdAfter = query.optional("created_after", .timestamp)
        createdBefore = query.optional("created_before", .timestamp)
        search = query.optional("search", .text(max: Limits.search)).flatMap { SearchWords($0) }
    }

    /// The filters as parameters, each in one form and in a fixed order: for links and keys.
    func parameters(currency: Currency) -> [(name: String, value: String)] {
        var result: [(name: String, value: String)] = []
        func add(_ name: String, _ value: String?) {
            if let value { result.append((name, value)) }
        }
        for category in Set(categories.map(\.text)).sorted() { add("category", category) }
        for brand in Set(brands.map(\.text)).sorted() { add("brand", brand) }
        add("min_price", minimumPrice?.text(in: currency))
        add("max_price", maximumPrice?.text(in: currency))
        add("in_stock", isInStock ? "true" : nil)
        add("out_of_stock", isOutOfStock ? "true" : nil)
        add("featured", isFeatured ? "true" : nil)
        add("on_sale", isOnSale ? "true" : nil)
        add("created_after", createdAfter?.exact)
        add("created_before", createdBefore?.exact)
        // A search of nothing but punctuation still is one, that finds nothing.
        add("search", search.map { $0.words.isEmpty ? "-" : $0.text })
        return result
    }
}
