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

    let line: Int
    let sku: String
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

    init(line: Int, sku: String, name: String, price: Money) {
        self.line = line
        self.sku = sku
        self.name = name
        self.price = price
    }
}
