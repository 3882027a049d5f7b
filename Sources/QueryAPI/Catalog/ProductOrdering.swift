/// How a product list is ordered; ties are broken by id, in the same direction.
enum ProductOrdering: String, Sendable, CaseIterable {
    case name
    case nameDescending = "-name"
    case price
    case priceDescending = "-price"
    case stock
    case stockDescending = "-stock"
    case oldest = "created_at"
    case newest = "-created_at"
    /// The best match first.
    case relevance
    case relevanceAscending = "-relevance"

    enum Key: Sendable { case name, price, stock, createdAt, relevance }

    var key: Key {
        switch self {
        case .name, .nameDescending: .name
        case .price, .priceDescending: .price
        case .stock, .stockDescending: .stock
        case .oldest, .newest: .createdAt
        case .relevance, .relevanceAscending: .relevance
        }
    }

    /// Whether greater values come first.
    var isDescending: Bool {
        switch self {
        case .name, .price, .stock, .oldest, .relevanceAscending: false
        case .nameDescending, .priceDescending, .stockDescending, .newest, .relevance: true
        }
    }
}
