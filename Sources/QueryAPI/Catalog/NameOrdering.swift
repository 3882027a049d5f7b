import Postgres

/// How categories and brands are ordered.
enum NameOrdering: String, Sendable, CaseIterable {
    case name
    case nameDescending = "-name"
    case oldest = "created_at"
    case newest = "-created_at"

    /// - Parameter table: the alias of one with `id`, `name` and `created_at`.
    func sql(_ table: Statement) -> Statement {
        switch self {
        case .name: "\(table).name, \(table).id"
        case .nameDescending: "\(table).name DESC, \(table).id DESC"
        case .oldest: "\(table).created_at, \(table).id"
        case .newest: "\(table).created_at DESC, \(table).id DESC"
        }
    }
}
