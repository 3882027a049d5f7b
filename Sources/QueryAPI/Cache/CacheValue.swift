import Domain

/// What caches can hold: it knows its size in memory and its form in Redis.
protocol CacheValue: Sendable {
    /// Bytes, roughly.
    var size: Int { get }

    /// Whether it says that there is no such thing.
    var isAbsence: Bool { get }

    /// Whether none of what it is put together from is past its own time.
    func isYoung(by lifetimes: CacheLifetimes, at now: Timestamp) -> Bool

    /// The same with what has become of its parts; nil when it has none, or the first level does not have all of them.
    func renewed(from levels: CacheLevels) -> Stamped<Self>?

    func encode(to writer: inout BinaryWriter)

    /// Throws `CorruptEntry` for bytes that `encode` would not have written.
    init(from reader: inout BinaryReader) throws(CorruptEntry)
}

extension CacheValue {
    var isAbsence: Bool { false }

    func isYoung(by lifetimes: CacheLifetimes, at now: Timestamp) -> Bool { true }

    func renewed(from levels: CacheLevels) -> Stamped<Self>? { nil }
}

/// An entry in Redis that cannot be read: written by something else, or cut.
struct CorruptEntry: Error {}

/// `nil` is a known absence.
extension Optional: CacheValue where Wrapped: CacheValue {
    var size: Int { self?.size ?? 0 }

    func isYoung(by lifetimes: CacheLifetimes, at now: Timestamp) -> Bool {
        self?.isYoung(by: lifetimes, at: now) ?? true
    }

    var isAbsence: Bool { if case .none = self { true } else { false } }

    func renewed(from levels: CacheLevels) -> Stamped<Wrapped?>? {
        self?.renewed(from: levels).map { Stamped($0.value, basis: $0.basis, readAt: $0.readAt) }
    }

    func encode(to writer: inout BinaryWriter) {
        writer.write(!isAbsence)
        self?.encode(to: &writer)
    }

    init(from reader: inout BinaryReader) throws(CorruptEntry) {
        self = try reader.bool() ? try Wrapped(from: &reader) : nil
    }
}

/// So is having found none of several.
extension Array: CacheValue where Element: CacheValue {
    var size: Int { reduce(0) { $0 + $1.size } }

    var isAbsence: Bool { isEmpty }

    func encode(to writer: inout BinaryWriter) {
        writer.write(count)
        for element in self { element.encode(to: &writer) }
    }

    init(from reader: inout BinaryReader) throws(CorruptEntry) {
        self = []
        for _ in 0..<(try reader.count()) { append(try Element(from: &reader)) }
    }
}
