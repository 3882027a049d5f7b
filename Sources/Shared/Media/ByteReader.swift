/// Reads numbers from the front of bytes, and never past their end.
struct ByteReader<Bytes: RandomAccessCollection<UInt8>> {
    private let bytes: Bytes
    /// How many have been read.
    private(set) var offset = 0

    init(_ bytes: Bytes) { self.bytes = bytes }

    var remaining: Int { bytes.count - offset }

    /// Whether `text` stands at a place counted from the beginning.
    func starts(with text: StaticString, at place: Int = 0) -> Bool {
        text.withUTF8Buffer { starts(with: Array($0), at: place) }
    }

    func starts(with pattern: [UInt8], at place: Int = 0) -> Bool {
        bytes.count >= place + pattern.count && bytes.dropFirst(place).prefix(pattern.count).elementsEqual(pattern)
    }

    /// Nil past the end.
    mutating func byte() -> Int? {
        guard remaining > 0 else { return nil }
        defer { offset += 1 }
        return Int(bytes[bytes.index(bytes.startIndex, offsetBy: offset)])
    }

    /// An unsigned number, its highest byte first.
    mutating func bigEndian(_ count: Int) -> Int? {
        guard remaining >= count else { return nil }
        var value = 0
        for _ in 0..<count { value = value << 8 | (byte() ?? 0) }
        return value
    }

    /// An unsigned number, its lowest byte first.
    mutating func littleEndian(_ count: Int) -> Int? {
        guard remaining >= count else { return nil }
        var value = 0
        for place in 0..<count { value |= (byte() ?? 0) << (8 * place) }
        return value
    }

    /// Whether there were so many to skip.
    mutating func skip(_ count: Int) -> Bool {
        guard count >= 0, remaining >= count else { return false }
        offset += count
        return true
    }
}
