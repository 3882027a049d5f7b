import Domain

/// What one record of an import file says about a product. A field that the record does not mention is nil: an existing
/// product keeps its value, a new one gets the default.
struct ProductLine: Sendable, Equatable {
    /// Where a line puts its product.
    enum Place: Sendable, Equatable {
        case nowhere
        /// Names from the root down, at least one.
        case path([String])
        case slug(String)
    }

    /// What the shop takes.
    struct Rules: Sendable {
        let currency: Currency
        /// Whether prices in another currency are taken as if they were in the shop's.
        let ignoresCurrency: Bool
    }

    /// By what a line's product is found.
    enum Key: Sendable, Hashable {
        case sku(String)
        /// Of a line without a SKU.
        case slug(String)
    }

    let key: Key
    let line: Int
    /// Nil in a line that names its product by the slug.
    let sku: String?
    /// Nil where the slug stays or is made from the name.
    let slug: String?
    let name: String
    let price: Money
    var description: String?
    /// `.some(nil)` is none.
    var compareAtPrice: Money??
    /// By name; empty is none.
    var brand: String?
    var category: Place?
    var imageURLs: [String]?
    var stock: Int?
    var isActive: Bool?
    var isFeatured: Bool?

    /// Nil when there is neither a SKU nor a slug.
    init?(line: Int, sku: String?, slug: String? = nil, name: String, price: Money) {
        guard let key = sku.map(Key.sku) ?? slug.map(Key.slug) else { return nil }
        self.key = key
        self.line = line
        self.sku = sku
        self.slug = slug
        self.name = name
        self.price = price
    }
}
