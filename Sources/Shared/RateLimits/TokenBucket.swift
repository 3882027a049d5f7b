import WebAPI

/// One subject's budget as a token bucket, kept as the one moment at which it will be full again (the "theoretical
/// arrival time" of the generic cell rate algorithm, ITU-T I.371 annex A). Moments are microseconds of any one clock.
///
/// `BucketScript` says the same in Lua.
package struct TokenBucket: Sendable, Equatable {
    package private(set) var fullAt: Int64

    package init(fullAt: Int64 = .min) { self.fullAt = fullAt }

    /// Takes one request, if one is left.
    package mutating func take(_ rate: Rate, at now: Int64) -> RateStanding {
        // Never further off than an empty bucket is: the clock may have gone back, the setting may have changed.
        fullAt = min(max(fullAt, now), now + rate.burst)
        let next = fullAt + rate.interval
        let excess = next - (now + rate.burst)
        guard excess <= 0 else {
            return RateStanding(rate, remaining: 0, untilFull: fullAt - now, untilNext: excess)
        }
        fullAt = next
        return RateStanding(rate, remaining: -excess / rate.interval, untilFull: next - now, untilNext: nil)
    }
}

extension RateStanding {
    /// From microseconds.
    init(_ rate: Rate, remaining: Int64, untilFull: Int64, untilNext: Int64?) {
        self.init(
            limit: rate.capacity, remaining: Int(remaining), reset: Self.seconds(untilFull),
            retryAfter: untilNext.map { max(Self.seconds($0), 1) })
    }

    private static func seconds(_ microseconds: Int64) -> Int { Int((microseconds + 999_999) / 1_000_000) }
}
