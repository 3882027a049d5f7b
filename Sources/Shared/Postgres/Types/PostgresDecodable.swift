/// A Swift value that can be read from a column's binary format.
package protocol PostgresDecodable: Sendable {
    init(from cell: borrowing Cell) throws(DecodingFailure)
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    package init(from cell: borrowing Cell) throws(DecodingFailure) {
        self = cell.isNull ? nil : try Wrapped(from: cell)
    }
}

extension PostgresDecodable where Self: RawRepresentable, RawValue: PostgresDecodable {
    package init(from cell: borrowing Cell) throws(DecodingFailure) {
        guard let value = Self(rawValue: try RawValue(from: cell)) else {
            throw DecodingFailure(.value, expected: "\(Self.self)")
        }
        self = value
    }
}

package typealias PostgresCodable = PostgresDecodable & PostgresEncodable
