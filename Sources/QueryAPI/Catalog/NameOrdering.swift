import Postgres

/// How categories and brands are ordered.
enum NameOrdering: String, Sendable, CaseIterable {
    case name
    case nameDescending = "-name"
    case oldest = "created_at"
    case newest = "-created_at"

    /// - Parameter table: the alias of one with `id`, `name` and `created_at`.
    func sql(_ table: Statement) -> PlainOrder {
        switch self {
        case .name, .nameDescending:
            PlainOrder(key: "\(table).name", type: "text", isDescending: self == .nameDescending)
        case .oldest, .newest: .byCreation(table, isDescending: self == .newest)
        }
    }
}
