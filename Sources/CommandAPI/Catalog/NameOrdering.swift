import Domain
import Postgres

/// How categories and brands are ordered.
enum NameOrdering: String, Sendable, CaseIterable {
    case name
    case nameDescending = "-name"
    case oldest = "created_at"
    case newest = "-created_at"

    /// - Parameters:
    ///   - table: the alias of one with `id`, `name` and `created_at`.
    ///   - values: these three of a record.
    func order<Record>(
        _ table: Statement, _ values: @escaping @Sendable (Record) -> (id: Int64, name: String, createdAt: Timestamp)
    ) -> ListOrder<Record> {
        switch self {
        case .name, .nameDescending:
            ListOrder(byText: "\(table).name", id: "\(table).id", isDescending: self == .nameDescending) {
                (values($0).name, values($0).id)
            }
        case .oldest, .newest:
            ListOrder(byTime: "\(table).created_at", id: "\(table).id", isDescending: self == .newest) {
                (values($0).createdAt, values($0).id)
            }
        }
    }
}
