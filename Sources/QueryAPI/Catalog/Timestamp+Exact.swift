import Domain

extension Timestamp {
    /// RFC 3339 with as many digits as it takes: equal texts mean equal times.
    var exact: String {
        let rest = ((microseconds % 1_000) + 1_000) % 1_000
        guard rest > 0 else { return description }
        return description.dropLast() + String(1_000 + rest).dropFirst() + "Z"
    }
}
