import Redis
import ServiceLifecycle
import Synchronization

/// The second level: Redis, shared by all instances. It is never trusted: what comes out of it is judged like anything
/// else, and any failure, or its silence past the client's deadline, is a miss.
///
/// Writes wait in a bounded queue for `run`; past the bound they are left out.
final class L2Cache: Service, Sendable {
    private struct Write: Sendable {
        let key: String
        let bytes: [UInt8]
        let expiry: Duration
    }

    /// Entries in the queue, and their bytes.
    private static let maximumWrites = 1_024
    private static let maximumQueuedBytes = 32 << 20

    private let redis: RedisClient
    private let prefix: String
    private let writes: AsyncStream<Write>
    private let queue: AsyncStream<Write>.Continuation
    private let queuedBytes = Atomic(0)

    /// - Parameter namespace: whatever decides how values look beside their keys, such as the currency.
    init(_ redis: RedisClient, namespace: String) {
        self.redis = redis
        prefix = "tandem:cache:2:\(namespace):"
        (writes, queue) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.maximumWrites))
    }

    /// The bytes under each key, in the keys' order.
    func get(_ keys: [CacheKey]) async -> [[UInt8]?] {
        guard redis.isAvailable, let values = try? await redis.mget(keys.map { $0.redisKey(prefix: prefix) }) else {
            return Array(repeating: nil, count: keys.count)
        }
        return values
    }

    /// Stores bytes some time later, or not at all.
    func set(_ key: CacheKey, _ bytes: [UInt8], expiry: Duration) {
        guard redis.isAvailable, queuedBytes.load(ordering: .relaxed) + bytes.count <= Self.maximumQueuedBytes else {
            return
        }
        let write = Write(key: key.redisKey(prefix: prefix), bytes: bytes, expiry: expiry)
        if case .enqueued = queue.yield(write) { queuedBytes.wrappingAdd(bytes.count, ordering: .relaxed) }
    }

    /// Whether everything that was stored has been written, or given up on.
    var isIdle: Bool { queuedBytes.load(ordering: .relaxed) == 0 }

    /// Writes what is queued until the graceful shutdown; what is queued then is left out.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await write in self.writes {
                // A value that did not get there is a miss later.
                try? await self.redis.set(write.key, write.bytes, expiry: write.expiry)
                self.queuedBytes.wrappingSubtract(write.bytes.count, ordering: .relaxed)
            }
        }
    }
}
