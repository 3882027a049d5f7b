import Domain

// `Int` and `Int64` are written as int8, `Int32` as int4. Each of them reads every integer type whose value fits.

extension Int64: PostgresCodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .int8 }
    package static var postgresArrayType: PostgresType { .int8Array }

    package func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: self) }

    package init(from cell: borrowing Cell) throws(DecodingFailure) { self = try cell.integer(Self.self) }
}

extension Int: PostgresCodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .int8 }
    package static var postgresArrayType: PostgresType { .int8Array }

    package func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: Int64(self)) }

    package init(from cell: borrowing Cell) throws(DecodingFailure) { self = try cell.integer(Self.self) }
}

extension Int32: PostgresCodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .int4 }
    package static var postgresArrayType: PostgresType { .int4Array }

    package func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: self) }

    package init(from cell: borrowing Cell) throws(DecodingFailure) { self = try cell.integer(Self.self) }
}

extension Identifier: PostgresCodable, PostgresArrayElement {
    package static var postgresArrayType: PostgresType { .int8Array }
}

extension Cell {
    fileprivate func integer<I: FixedWidthInteger>(_ expected: I.Type) throws(DecodingFailure) -> I {
        let bytes = try bytes(for: expected)
        let value: I? =
            switch type {
            case .int8, .xid8: bytes.integer(Int64.self).flatMap { I(exactly: $0) }
            case .int4: bytes.integer(Int32.self).flatMap { I(exactly: $0) }
            case .int2: bytes.integer(Int16.self).flatMap { I(exactly: $0) }
            case .oid: bytes.integer(UInt32.self).flatMap { I(exactly: $0) }
            default: throw mismatch(expected)
            }
        guard let value else { throw DecodingFailure(.value, expected: "\(expected)") }
        return value
    }
}
