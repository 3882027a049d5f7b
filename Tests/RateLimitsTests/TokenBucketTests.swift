import TestSupport
import Testing
import WebAPI

@testable import RateLimits

@Suite struct TokenBucketTests {
    private let rate: Rate

    init() throws { rate = try #require(Rate(parsing: "3/60s")) }

    @Test("a full budget takes its capacity at once, then one for each interval")
    func burst() {
        var bucket = TokenBucket()
        let remaining = (0..<3).map { _ in bucket.take(rate, at: 0).remaining }
        #expect(remaining == [2, 1, 0])
        let refused = bucket.take(rate, at: 1)
        #expect(refused == RateStanding(limit: 3, remaining: 0, reset: 60, retryAfter: 20))
        #expect(bucket.take(rate, at: 19_999_999).retryAfter == 1)
        #expect(bucket.take(rate, at: 20_000_000).retryAfter == nil)
        #expect(bucket.take(rate, at: 20_000_000).retryAfter == 20)
    }

    @Test("after its period an empty budget is full again, and no fuller")
    func refills() {
        var bucket = TokenBucket()
        for _ in 0..<3 { _ = bucket.take(rate, at: 0) }
        let full = RateStanding(limit: 3, remaining: 2, reset: 20, retryAfter: nil)
        #expect(bucket.take(rate, at: 3_600_000_000) == full)
    }

    @Test("a clock that goes back, or a smaller budget, costs no more than an empty one")
    func clock() throws {
        var bucket = TokenBucket()
        for _ in 0..<3 { _ = bucket.take(rate, at: 1_000_000_000) }
        #expect(bucket.take(rate, at: 0).retryAfter == 20)
        var other = TokenBucket(fullAt: .max / 2)
        #expect(other.take(try #require(Rate(parsing: "1/1s")), at: 0).retryAfter == 1)
    }

    @Test("however the requests come, no window takes more than the capacity and what it gains", arguments: 0..<200)
    func neverTooMany(seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        let rate = try #require(
            Rate(capacity: .random(in: 1...50, using: &chance), period: .random(in: 1...120, using: &chance)))
        var bucket = TokenBucket()
        var now = Int64.random(in: 0...1_000_000_000_000, using: &chance)
        var taken: [Int64] = []
        for _ in 0..<400 {
            if Bool.random(using: &chance) { now += Int64.random(in: 0...(2 * rate.interval), using: &chance) }
            let before = bucket
            let standing = bucket.take(rate, at: now)
            if let retry = standing.retryAfter {
                // It is told no sooner than it holds.
                var later = before
                #expect(later.take(rate, at: now + Int64(retry) * 1_000_000).retryAfter == nil)
            } else {
                taken.append(now)
                #expect((0..<rate.capacity).contains(standing.remaining))
            }
            #expect(standing.reset <= rate.period)
        }
        for (index, start) in taken.enumerated() {
            let count = taken[index...].count { $0 <= start + rate.burst }
            #expect(count <= 2 * rate.capacity, "seed \(seed)")
        }
        // Whoever takes as many as are left is refused exactly then.
        let left = bucket.take(rate, at: now + rate.burst).remaining
        for _ in 0..<left { #expect(bucket.take(rate, at: now + rate.burst).retryAfter == nil) }
        #expect(bucket.take(rate, at: now + rate.burst).retryAfter != nil, "seed \(seed)")
    }
}
