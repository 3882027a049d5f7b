/// The kinds of cached values. The raw value begins their keys.
enum CacheKind: String, Sendable, CaseIterable {
    /// One product's fragment.
    case product = "p"
    /// Which product a slug names.
    case productName = "n"
    /// The ids on a page of a product list, and what stands around them.
    case list = "l"
    /// The same of a list that searches.
    case search = "s"
    /// Anything about categories: lists, details, which ones a reference names.
    case category = "c"
    /// Anything about brands.
    case brand = "b"
    /// A page of a person's orders, or one order.
    case order = "o"
    /// An order's invoice, printed; only in the first level.
    case invoice = "i"
    /// A page made of a list and fragments; only in the first level.
    case page = "r"
    /// The same of a list that searches.
    case searchPage = "t"

    /// Whether the value is read from PostgreSQL as it is, and so is worth a place in Redis; pages are put together from
    /// such values.
    var isShared: Bool { self != .page && self != .searchPage && self != .invoice }
}
