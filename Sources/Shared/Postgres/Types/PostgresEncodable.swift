/// A Swift value that can be bound to a statement, as the binary format of one PostgreSQL type.
package protocol PostgresEncodable: Sendable {
    static var postgresType: PostgresType { get }

    var isNull: Bool { get }

    /// Appends the binary format; not called when `isNull`.
    func encode(into bytes: inout [UInt8])
}

extension PostgresEncodable {
    package var isNull: Bool { false }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    package static var postgresType: PostgresType { Wrapped.postgresType }

    package var isNull: Bool { if case .none = self { true } else { false } }

    package func encode(into bytes: inout [UInt8]) {
        if let self { self.encode(into: &bytes) }
    }
}

/// `enum Role: String` and typed identifiers need only name the conformance.
extension PostgresEncodable where Self: RawRepresentable, RawValue: PostgresEncodable {
    package static var postgresType: PostgresType { RawValue.postgresType }

    package func encode(into bytes: inout [UInt8]) { rawValue.encode(into: &bytes) }
}
