/// What PostgreSQL answered instead of a result.
///
/// `message` and `detail` may quote values ("Key (email)=(…) already exists"): they are for code that knows what it
/// does with them. `description`, which is what reaches logs, has neither the detail nor a message that quotes input.
package struct ServerError: Error, Hashable, Sendable {
    package let sqlState: SQLState
    package let message: String
    package let detail: String?
    /// The name of the violated constraint, for errors of class 23.
    package let constraint: String?
    package let table: String?
    package let column: String?

    package init(
        sqlState: SQLState, message: String, detail: String? = nil, constraint: String? = nil, table: String? = nil,
        column: String? = nil
    ) {
        self.sqlState = sqlState
        self.message = message
        self.detail = detail
        self.constraint = constraint
        self.table = table
        self.column = column
    }
}

extension ServerError: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String {
        var text = "SQLSTATE \(sqlState)"
        // Class 22, data exceptions, are the ones whose message quotes the offending value.
        if sqlState.errorClass != "22" { text += ": \(message)" }
        let places = [("table", table), ("column", column), ("constraint", constraint)]
        for case let (kind, name?) in places { text += ", \(kind) \(name)" }
        return text
    }

    package var debugDescription: String { description }
}
