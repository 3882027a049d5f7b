import CoreMetrics
import Redis
import WebAPI

/// Takes requests from token buckets that all processes share in Redis. While Redis does not answer, each process counts
/// with buckets of its own: it never lets everything through, and never refuses because of Redis.
package final class RateLimiter: Sendable {
    private let budgets: RateBudgets
    private let redis: RedisClient
    private let local: LocalBuckets
    private let refused: [RateClass: Counter]
    private let countedLocally = Counter(label: "tandem_rate_limit_local_total")

    /// - Parameter localBuckets: how many subjects are told apart while Redis is away.
    package init(_ budgets: RateBudgets, redis: RedisClient, localBuckets: Int = 50_000) {
        self.budgets = budgets
        self.redis = redis
        local = LocalBuckets(limit: localBuckets)
        let counters = RateClass.allCases.map {
            ($0, Counter(label: "tandem_rate_limited_total", dimensions: [("class", $0.rawValue)]))
        }
        refused = Dictionary(uniqueKeysWithValues: counters)
    }

    /// As the routes take it.
    package var limiting: RateLimiting { RateLimiting(take: take) }

    private func take(_ rateClass: RateClass, _ subject: RateSubject) async -> RateStanding? {
        guard let rate = budgets[rateClass, subject.kind] else { return nil }
        let bucket = "tandem:rate:\(rateClass.rawValue):\(subject.kind.rawValue):"
        let standing =
            await shared(rate, key: bucket + subject.key)
            ?? local.take(rate, key: bucket + subject.key, shared: bucket)
        if standing.retryAfter != nil { refused[rateClass]?.increment() }
        return standing
    }

    /// Nil when Redis does not tell.
    private func shared(_ rate: Rate, key: String) async -> RateStanding? {
        guard let reply = try? await redis.command(BucketScript.arguments(rate, key: key)),
            let standing = BucketScript.standing(rate, reply)
        else {
            countedLocally.increment()
            return nil
        }
        return standing
    }
}
