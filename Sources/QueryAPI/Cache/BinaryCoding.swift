/// Writes the compact form of cached values: integers as LEB128 (zigzag), bytes with their length before them.
struct BinaryWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ value: Int64) {
        var rest = UInt64(bitPattern: (value << 1) ^ (value >> 63))
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func write(_ value: Int) { write(Int64(value)) }

    mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

    mutating func write(_ value: some Collection<UInt8>) {
        write(value.count)
        bytes.append(contentsOf: value)
    }

    mutating func write(_ text: String) { write(Array(text.utf8)) }
}

/// Reads it back; every method throws `CorruptEntry` where the bytes end early or say something impossible.
struct BinaryReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func integer() throws(CorruptEntry) -> Int64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard let byte = rest.popFirst() else { throw CorruptEntry() }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return Int64(bitPattern: (value >> 1) ^ (~(value & 1) &+ 1)) }
        }
        throw CorruptEntry()
    }

    mutating func bool() throws(CorruptEntry) -> Bool {
        guard let byte = rest.popFirst(), byte <= 1 else { throw CorruptEntry() }
        return byte == 1
    }

    mutating func bytes() throws(CorruptEntry) -> [UInt8] {
        let count = try integer()
        guard count >= 0, count <= rest.count else { throw CorruptEntry() }
        defer { rest = rest.dropFirst(Int(count)) }
        return Array(rest.prefix(Int(count)))
    }

    mutating func text() throws(CorruptEntry) -> String {
        guard let text = String(validating: try bytes(), as: UTF8.self) else { throw CorruptEntry() }
        return text
    }

    /// A count of elements that follow, each of at least one byte.
    mutating func count() throws(CorruptEntry) -> Int {
        let count = try integer()
        guard count >= 0, count <= rest.count else { throw CorruptEntry() }
        return Int(count)
    }
}
