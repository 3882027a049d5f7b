import Domain

/// A value with what decides whether it may be served.
struct Stamped<Value: Sendable>: Sendable {
    let value: Value
    /// One for each part that was read for itself.
    let basis: [Basis]
    /// When it was read; of several parts, the oldest.
    let readAt: Timestamp

    init(_ value: Value, basis: [Basis], readAt: Timestamp = .now()) {
        self.value = value
        self.basis = basis
        self.readAt = readAt
    }

    /// The last position that a part of it was read at.
    var latest: Int64 { basis.reduce(Int64.min) { max($0, $1.asOf) } }

    /// Seconds since it was read, never negative.
    func age(at now: Timestamp = .now()) -> Int64 { max(0, (now.microseconds - readAt.microseconds) / 1_000_000) }
}
