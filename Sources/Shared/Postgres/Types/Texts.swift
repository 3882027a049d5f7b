/// Written as `text`; reads every textual type, JSON, and enums.
extension String: PostgresCodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .text }
    package static var postgresArrayType: PostgresType { .textArray }

    package func encode(into bytes: inout [UInt8]) { bytes.append(contentsOf: utf8) }

    package init(from cell: borrowing Cell) throws(DecodingFailure) {
        let bytes = try cell.bytes(for: Self.self)
        switch cell.type {
        case .text, .varchar, .bpchar, .name, .char, .json: break
        case .jsonb:
            self.init(decoding: try cell.jsonText(of: bytes, for: Self.self), as: UTF8.self)
            return
        // An enum's, a citext's or a text domain's binary format is its text.
        default: guard cell.type.isUserDefined else { throw cell.mismatch(Self.self) }
        }
        self.init(decoding: bytes, as: UTF8.self)
    }
}

/// Ready JSON text, bound as `jsonb` and read from `jsonb` and `json`. It is not checked here: PostgreSQL does that.
package struct JSONBytes: Hashable, Sendable, PostgresCodable, PostgresArrayElement {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package static var postgresType: PostgresType { .jsonb }
    package static var postgresArrayType: PostgresType { .jsonbArray }

    private static let version: UInt8 = 1

    package func encode(into bytes: inout [UInt8]) {
        bytes.append(Self.version)
        bytes.append(contentsOf: self.bytes)
    }

    package init(from cell: borrowing Cell) throws(DecodingFailure) {
        let bytes = try cell.bytes(for: Self.self)
        switch cell.type {
        case .json: self.init(Array(bytes))
        case .jsonb: self.init(Array(try cell.jsonText(of: bytes, for: Self.self)))
        default: throw cell.mismatch(Self.self)
        }
    }
}

extension Cell {
    /// jsonb's binary format is a version byte, always 1, and then the text.
    fileprivate func jsonText<T>(
        of bytes: UnsafeRawBufferPointer, for expected: T.Type
    ) throws(DecodingFailure) -> UnsafeRawBufferPointer.SubSequence {
        guard bytes.first == 1 else { throw mismatch(expected) }
        return bytes.dropFirst()
    }
}
