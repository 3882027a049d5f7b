import Postgres

/// What is to happen to a row while it is locked.
enum LockPurpose: Sendable {
    /// Others may go on referring to it.
    case change
    /// Nobody may refer to it anew, so that whether it is used can be looked up.
    case deletion

    /// As it follows `FOR` in a select.
    var strength: Statement {
        switch self {
        case .change: "NO KEY UPDATE"
        case .deletion: "UPDATE"
        }
    }
}
