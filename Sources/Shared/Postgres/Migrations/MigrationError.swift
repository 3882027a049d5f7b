/// Why the schema cannot be brought up to date.
package enum MigrationError: Error, Hashable, Sendable, CustomStringConvertible {
    case unreadable(String)
    case badName(String)
    case sameNumber(String, String)
    /// A file differs from what was applied under its number.
    case edited(String)
    /// The database has applied a migration that has no file: these files are older than the schema.
    case missing(String)
    /// The server refused it, and nothing of it was done.
    case refused(String, PostgresError)
    /// The file contains COMMIT or ROLLBACK, and so is not all or nothing.
    case endsItsTransaction(String)

    package var description: String {
        switch self {
        case .unreadable(let path): "\(path) cannot be read"
        case .badName(let name): "\(name) is not named like a migration: NNNN_name.sql"
        case .sameNumber(let first, let second): "\(first) and \(second) have the same number"
        case .edited(let name): "\(name) was changed after it had been applied; undo that, and write a new migration"
        case .missing(let name): "\(name) is applied in the database, but there is no file for it"
        case .refused(let name, let error): "\(name) was refused, and nothing of it done: \(error)"
        case .endsItsTransaction(let name): "\(name) ends the transaction that it runs in"
        }
    }
}
