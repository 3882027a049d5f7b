/// One value of a result, or one element of an array value, in binary format.
///
/// It points into libpq's memory, which is why it can be neither copied nor kept.
package struct Cell: ~Copyable {
    package let type: PostgresType
    private let value: UnsafeRawBufferPointer?

    init(type: PostgresType, value: UnsafeRawBufferPointer?) {
        self.type = type
        self.value = value
    }

    package var isNull: Bool { value == nil }

    /// The value's bytes, which are valid only as long as the cell.
    func bytes<T>(for expected: T.Type) throws(DecodingFailure) -> UnsafeRawBufferPointer {
        guard let value else { throw DecodingFailure(.null, expected: "\(expected)") }
        return value
    }

    func mismatch<T>(_ expected: T.Type) -> DecodingFailure { DecodingFailure(.type(type), expected: "\(expected)") }
}

extension UnsafeRawBufferPointer {
    /// The big-endian integer that these bytes are; nil when their count is not its size.
    func integer<I: FixedWidthInteger>(_ type: I.Type = I.self) -> I? {
        count == MemoryLayout<I>.size ? I(bigEndian: loadUnaligned(as: I.self)) : nil
    }
}

extension [UInt8] {
    mutating func append<I: FixedWidthInteger>(bigEndian value: I) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}
