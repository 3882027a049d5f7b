import Synchronization

/// What the caches did since the start of the process. Never reset; safe to use from anywhere.
final class CacheCounters: Sendable {
    private let values: [Counter: Count]

    enum Counter: String, Sendable, CaseIterable {
        /// Answers that needed no SQL, and those that did.
        case hits, misses
        /// Hits that were served although PostgreSQL could not confirm them.
        case staleHits = "stale_hits"
        /// Lookups in this process.
        case l1Hits = "l1_hits"
        case l1Misses = "l1_misses"
        /// Lookups in Redis; an entry that events had made invalid counts as a miss.
        case l2Hits = "l2_hits"
        case l2Misses = "l2_misses"
        /// Values read from PostgreSQL.
        case fills
        /// Stock changes written into fragments without SQL.
        case stockPatches = "stock_patches"
    }

    private final class Count: Sendable { let value = Atomic<Int>(0) }

    init() { values = Dictionary(uniqueKeysWithValues: Counter.allCases.map { ($0, Count()) }) }

    func add(_ counter: Counter, _ count: Int = 1) { values[counter]?.value.wrappingAdd(count, ordering: .relaxed) }

    subscript(counter: Counter) -> Int { values[counter]?.value.load(ordering: .relaxed) ?? 0 }
}
