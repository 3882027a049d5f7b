import Synchronization
import WebAPI

/// This process's own buckets, for while Redis is away. Safe to use from anywhere.
final class LocalBuckets: Sendable {
    private let table: Mutex<BucketTable>
    private let start = ContinuousClock.now

    init(limit: Int) { table = Mutex(BucketTable(limit: limit)) }

    func take(_ rate: Rate, key: String, shared: String) -> RateStanding {
        let now = Int64(start.duration(to: .now) / .microseconds(1))
        return table.withLock { $0.take(rate, key: key, shared: shared, at: now) }
    }
}
