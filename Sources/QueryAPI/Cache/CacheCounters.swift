import Synchronization

/// What the caches did since the start of the process. Never reset; safe to use from anywhere, at the cost of one atomic
/// addition.
final class CacheCounters: Sendable {
    enum Counter: Int, Sendable, CaseIterable {
        /// Answers that needed no SQL, and those that did.
        case hits, misses
        /// Hits that were served although PostgreSQL could not confirm them.
        case staleHits
        /// Lookups in this process.
        case l1Hits, l1Misses
        /// Lookups in Redis; an entry that events had made invalid counts as a miss.
        case l2Hits, l2Misses
        /// Values read from PostgreSQL.
        case fills
        /// Values that an event had overtaken before they could be kept.
        case refusedFills
        /// Values read to be cached, by the server that they were taken from.
        case primaryReads, replicaReads
        /// Values that the replica was too far behind for, and those that it failed to give.
        case replicaBehind, replicaFailures
        /// Stock changes written into fragments without SQL.
        case stockPatches
    }

    private final class Count: Sendable { let value = Atomic<Int>(0) }

    private let counts = Counter.allCases.map { _ in Count() }

    func add(_ counter: Counter, _ count: Int = 1) {
        counts[counter.rawValue].value.wrappingAdd(count, ordering: .relaxed)
    }

    subscript(counter: Counter) -> Int { counts[counter.rawValue].value.load(ordering: .relaxed) }
}
