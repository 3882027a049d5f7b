import Synchronization

/// What the slow lane found out about requests that it answered from the cache: which cached document a target names, and
/// the header fields around it. Bounded in bytes; safe to use from any thread.
///
/// A target names the same document for ever (its key is made from the target and the person alone), so nothing here grows
/// old; whether the document may be served, the cache says each time.
final class KnownTargets: Sendable {
    private final class Shelf: Sendable {
        let targets: Mutex<SieveCache<Int, KnownTarget>>

        init(capacity: Int) { targets = Mutex(SieveCache(capacity: capacity)) }
    }

    private static let shardCount = 8

    private let shards: [Shelf]

    init(bytes: Int) {
        shards = (0..<Self.shardCount).map { _ in Shelf(capacity: bytes / Self.shardCount) }
    }

    subscript(texts: TargetTexts) -> KnownTarget? {
        let hash = texts.hash
        let found = shards[Self.shard(hash)].targets.withLock { $0.value(for: hash) }
        // Two texts may have one hash: then they take turns.
        guard let found, found.isFor(texts) else { return nil }
        return found
    }

    func learn(_ known: KnownTarget) {
        let hash = known.withTexts(\.hash)
        shards[Self.shard(hash)].targets.withLock { $0.insert(known, for: hash, cost: known.cost) }
    }

    private static func shard(_ hash: Int) -> Int { Int(UInt(bitPattern: hash) % UInt(shardCount)) }
}
