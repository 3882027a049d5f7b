/// What an `Array` of can be bound and read: one-dimensional PostgreSQL arrays without NULL elements.
package protocol PostgresArrayElement: PostgresEncodable, PostgresDecodable {
    static var postgresArrayType: PostgresType { get }

    static func encodeArray(_ array: [Self], into bytes: inout [UInt8])
    static func decodeArray(from cell: borrowing Cell) throws(DecodingFailure) -> [Self]
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
    package static var postgresType: PostgresType { Element.postgresArrayType }

    package func encode(into bytes: inout [UInt8]) { Element.encodeArray(self, into: &bytes) }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
    package init(from cell: borrowing Cell) throws(DecodingFailure) { self = try Element.decodeArray(from: cell) }
}

// The binary format (`array_send` in src/backend/utils/adt/arrayfuncs.c): the number of dimensions, a "has nulls" flag
// and the element type; length and lower bound of each dimension; then each element, preceded by its length or -1.
extension PostgresArrayElement {
    package static func encodeArray(_ array: [Self], into bytes: inout [UInt8]) {
        bytes.append(bigEndian: Int32(array.isEmpty ? 0 : 1))
        bytes.append(bigEndian: Int32(0))
        bytes.append(bigEndian: postgresType.rawValue)
        guard !array.isEmpty else { return }
        bytes.append(bigEndian: Int32(array.count))
        bytes.append(bigEndian: Int32(1))
        for element in array {
            let start = bytes.count
            bytes.append(bigEndian: Int32(0))
            element.encode(into: &bytes)
            let length = Int32(bytes.count - start - 4)
            withUnsafeBytes(of: length.bigEndian) { bytes.replaceSubrange(start..<(start + 4), with: $0) }
        }
    }

    package static func decodeArray(from cell: borrowing Cell) throws(DecodingFailure) -> [Self] {
        var reader = ArrayReader(rest: try cell.bytes(for: [Self].self)[...])
        guard let dimensions = reader.integer(), reader.integer() != nil, let type = reader.integer() else {
            throw cell.mismatch([Self].self)
        }
        if dimensions == 0 { return [] }
        guard dimensions == 1, let count = reader.integer(), count >= 0, reader.integer() != nil else {
            throw cell.mismatch([Self].self)
        }
        let elementType = PostgresType(rawValue: UInt32(bitPattern: type))
        var array: [Self] = []
        array.reserveCapacity(Int(count))
        for _ in 0..<count {
            guard let element = reader.element() else { throw cell.mismatch([Self].self) }
            array.append(try Self(from: Cell(type: elementType, value: element.value)))
        }
        return array
    }
}

/// `[UInt8]` is not an array for PostgreSQL but one `bytea`.
extension UInt8: PostgresArrayElement {
    package static var postgresType: PostgresType { .char }
    package static var postgresArrayType: PostgresType { .bytea }

    package func encode(into bytes: inout [UInt8]) { bytes.append(self) }

    package init(from cell: borrowing Cell) throws(DecodingFailure) {
        let bytes = try cell.bytes(for: Self.self)
        guard cell.type == .char, let byte = bytes.first else { throw cell.mismatch(Self.self) }
        self = byte
    }

    package static func encodeArray(_ array: [UInt8], into bytes: inout [UInt8]) { bytes.append(contentsOf: array) }

    package static func decodeArray(from cell: borrowing Cell) throws(DecodingFailure) -> [UInt8] {
        let bytes = try cell.bytes(for: [UInt8].self)
        guard cell.type == .bytea else { throw cell.mismatch([UInt8].self) }
        return Array(bytes)
    }
}

/// Reads an array value from its front; nil where the bytes end early.
private struct ArrayReader {
    var rest: UnsafeRawBufferPointer.SubSequence

    mutating func integer() -> Int32? {
        guard rest.count >= 4 else { return nil }
        defer { rest = rest.dropFirst(4) }
        return UnsafeRawBufferPointer(rebasing: rest.prefix(4)).integer()
    }

    /// The next element, whose `value` is nil for NULL.
    mutating func element() -> (value: UnsafeRawBufferPointer?, length: Int32)? {
        guard let length = integer(), Int(length) <= rest.count else { return nil }
        if length < 0 { return (nil, length) }
        defer { rest = rest.dropFirst(Int(length)) }
        return (UnsafeRawBufferPointer(rebasing: rest.prefix(Int(length))), length)
    }
}
