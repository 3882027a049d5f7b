import Domain
import Postgres

extension Reference {
    /// As it stands in an address.
    var text: String {
        switch self {
        case .id(let id): "\(id)"
        case .slug(let slug): slug
        }
    }

    /// The SQL condition that a table's row is the one meant.
    /// - Parameter alias: of the table, which has `id` and `slug`.
    func condition(_ alias: Statement) -> Statement {
        switch self {
        case .id(let id): alias + ".id = \(id)"
        case .slug(let slug): alias + ".slug = \(slug)"
        }
    }
}
