/// A five-character SQLSTATE (PostgreSQL's Appendix A, "PostgreSQL Error Codes").
package struct SQLState: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    package init(stringLiteral value: String) { rawValue = value }

    package var description: String { rawValue }

    /// The first two characters: `23` is every integrity constraint violation.
    package var errorClass: Substring { rawValue.prefix(2) }

    package static let featureNotSupported: SQLState = "0A000"
    package static let divisionByZero: SQLState = "22012"
    package static let characterNotInRepertoire: SQLState = "22021"
    package static let invalidTextRepresentation: SQLState = "22P02"
    package static let uniqueViolation: SQLState = "23505"
    package static let checkViolation: SQLState = "23514"
    package static let readOnlyTransaction: SQLState = "25006"
    package static let transactionFailed: SQLState = "25P02"
    package static let unknownStatementName: SQLState = "26000"
    package static let serializationFailure: SQLState = "40001"
    package static let deadlockDetected: SQLState = "40P01"
    package static let syntaxError: SQLState = "42601"
    package static let diskFull: SQLState = "53100"
    package static let lockNotAvailable: SQLState = "55P03"
    package static let queryCanceled: SQLState = "57014"
}
