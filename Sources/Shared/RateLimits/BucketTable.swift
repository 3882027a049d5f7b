import WebAPI

/// A bounded number of buckets. Nobody gets a fresh budget because the table is full: those for whom there is no room
/// share one bucket per class, until others are full again and leave.
struct BucketTable: Sendable {
    private var buckets: [String: TokenBucket] = [:]
    private let limit: Int
    private var sweptAt = Int64.min

    /// Looking through the whole table is done at most so often, in microseconds.
    private static let sweepInterval: Int64 = 1_000_000

    init(limit: Int) { self.limit = limit }

    var count: Int { buckets.count }

    /// - Parameters:
    ///   - key: the subject's bucket.
    ///   - shared: the bucket of those without one.
    mutating func take(_ rate: Rate, key: String, shared: String, at now: Int64) -> RateStanding {
        let key = hasRoom(for: key, at: now) ? key : shared
        return buckets[key, default: TokenBucket()].take(rate, at: now)
    }

    private mutating func hasRoom(for key: String, at now: Int64) -> Bool {
        if buckets[key] != nil || buckets.count < limit { return true }
        guard sweptAt <= now - Self.sweepInterval else { return false }
        sweptAt = now
        buckets = buckets.filter { $0.value.fullAt > now }
        return buckets.count < limit
    }
}
