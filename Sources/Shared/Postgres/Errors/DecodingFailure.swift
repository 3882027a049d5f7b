/// A column that is not what the code that reads it expects.
package struct DecodingFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        /// NULL where the Swift type is not optional.
        case null
        /// A PostgreSQL type that the Swift type does not read.
        case type(PostgresType)
        /// The type is right, but the value does not fit the Swift type.
        case value
        /// No row where the statement always gives one.
        case missingRow
        /// Fewer columns than are read.
        case missingColumn
        /// More columns than are read: most often a select list that changed without its row type.
        case unreadColumns
    }

    package let reason: Reason
    /// The Swift type that was asked for.
    package let expected: String
    package var column: String?

    package init(_ reason: Reason, expected: String, column: String? = nil) {
        self.reason = reason
        self.expected = expected
        self.column = column
    }

    package var description: String {
        let place = column.map { "column \"\($0)\"" } ?? "a column"
        return switch reason {
        case .null: "\(place) is NULL, \(expected) was expected"
        case .type(let type): "\(place) has the type \(type.rawValue), which \(expected) does not read"
        case .value: "\(place) holds a value that does not fit \(expected)"
        case .missingRow: "there is no row for \(expected)"
        case .missingColumn: "the row has no column left for \(expected)"
        case .unreadColumns: "the row has columns from \(place) on that \(expected) does not read"
        }
    }
}
