import Synchronization

/// The first level: entries in this process, bounded in bytes, in shards so that threads rarely meet at a lock.
final class L1Cache: Sendable {
    private final class Shard: Sendable {
        let entries: Mutex<SieveCache<CacheKey, any CacheEntry>>

        init(capacity: Int) { entries = Mutex(SieveCache(capacity: capacity)) }
    }

    private static let shardCount = 8

    private let shards: [Shard]
    /// What all entries together may take, roughly.
    let bytes: Int

    /// - Parameter bytes: what all entries together may take, roughly. An eighth of it is the most for one entry.
    init(bytes: Int) {
        self.bytes = bytes
        shards = (0..<Self.shardCount).map { _ in Shard(capacity: bytes / Self.shardCount) }
    }

    /// The entry under a key; nil also when it is one of another type.
    func entry<Value: CacheValue>(_ key: CacheKey, of type: Value.Type = Value.self) -> Entry<Value>? {
        shard(key).entries.withLock { $0.value(for: key) } as? Entry<Value>
    }

    func insert(_ entry: any CacheEntry, for key: CacheKey) {
        shard(key).entries.withLock { $0.insert(entry, for: key, cost: Self.cost(of: entry, key)) }
    }

    /// Puts an entry under a key, unless the one that is there is to stay. `stays` runs under the lock.
    func insert<Value: CacheValue>(
        _ entry: Entry<Value>, for key: CacheKey, unless stays: (_ held: Entry<Value>) -> Bool
    ) {
        shard(key).entries.withLock { entries in
            if let held = entries.value(for: key) as? Entry<Value>, stays(held) { return }
            entries.insert(entry, for: key, cost: Self.cost(of: entry, key))
        }
    }

    /// Changes the entry under a key in one step: `change` gives the new one, or nil to drop it. It runs under the lock.
    func update<Value: CacheValue>(
        _ key: CacheKey, of type: Value.Type = Value.self, _ change: (Entry<Value>) -> Entry<Value>?
    ) {
        shard(key).entries.withLock { entries in
            guard let entry = entries.value(for: key) as? Entry<Value> else { return }
            guard let changed = change(entry) else {
                entries.remove(key)
                return
            }
            if changed !== entry { entries.insert(changed, for: key, cost: Self.cost(of: changed, key)) }
        }
    }

    func removeAll() {
        for shard in shards { shard.entries.withLock { $0.removeAll() } }
    }

    struct Counts: Equatable { var entries = 0, bytes = 0, evictions = 0 }

    var counts: Counts {
        shards.reduce(into: Counts()) { sum, shard in
            shard.entries.withLock { entries in
                sum.entries += entries.count
                sum.bytes += entries.cost
                sum.evictions += entries.evictions
            }
        }
    }

    /// With the key: what clients ask for may make it far longer than the value.
    private static func cost(of entry: any CacheEntry, _ key: CacheKey) -> Int { entry.cost + key.text.utf8.count }

    private func shard(_ key: CacheKey) -> Shard {
        shards[Int(UInt(bitPattern: key.hashValue) % UInt(Self.shardCount))]
    }
}
