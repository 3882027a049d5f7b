import HTTPTypes

/// What one request left of a budget.
package struct RateStanding: Sendable, Equatable {
    /// How many requests the full budget has.
    package let limit: Int
    /// How many of them are left.
    package let remaining: Int
    /// Seconds until the budget is full again, rounded up.
    package let reset: Int
    /// Seconds until the next request may pass, rounded up, at least 1; nil when this one may.
    package let retryAfter: Int?

    package init(limit: Int, remaining: Int, reset: Int, retryAfter: Int?) {
        self.limit = limit
        self.remaining = remaining
        self.reset = reset
        self.retryAfter = retryAfter
    }

    /// Whether a client should rather know of this one than of `other`.
    func isTighter(than other: RateStanding) -> Bool {
        if (retryAfter == nil) != (other.retryAfter == nil) { return retryAfter != nil }
        return remaining < other.remaining
    }

    /// `RateLimit-*` (draft-ietf-httpapi-ratelimit-headers-05 §3).
    func add(to headers: inout HTTPFields) {
        headers[.rateLimitLimit] = String(limit)
        headers[.rateLimitRemaining] = String(remaining)
        headers[.rateLimitReset] = String(reset)
    }
}
