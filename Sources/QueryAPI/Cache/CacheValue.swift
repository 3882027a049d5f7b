/// What caches can hold: it knows its size in memory and its form in Redis.
protocol CacheValue: Sendable {
    /// Bytes, roughly.
    var size: Int { get }

    /// Whether it says that there is no such thing.
    var isAbsence: Bool { get }

    func encode(to writer: inout BinaryWriter)

    /// Throws `CorruptEntry` for bytes that `encode` would not have written.
    init(from reader: inout BinaryReader) throws(CorruptEntry)
}

extension CacheValue {
    var isAbsence: Bool { false }
}

/// An entry in Redis that cannot be read: written by something else, or cut.
struct CorruptEntry: Error {}

/// `nil` is a known absence.
extension Optional: CacheValue where Wrapped: CacheValue {
    var size: Int { self?.size ?? 0 }

    var isAbsence: Bool { if case .none = self { true } else { false } }

    func encode(to writer: inout BinaryWriter) {
        writer.write(!isAbsence)
        self?.encode(to: &writer)
    }

    init(from reader: inout BinaryReader) throws(CorruptEntry) {
        self = try reader.bool() ? try Wrapped(from: &reader) : nil
    }
}
