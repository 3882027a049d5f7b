import Postgres

/// Where one type of values is cached: looks into both levels, then lets one task read PostgreSQL for all who wait.
struct Shelf<Value: CacheValue>: Sendable {
    typealias Fill = @Sendable () async throws -> Served<Value>

    private let levels: CacheLevels
    private let flights = SingleFlight<CacheKey, Flown>()

    /// A flight's outcome, with the validity's stamp from before it began.
    private struct Flown: Sendable {
        let served: Served<Value>
        let startedAt: UInt64
    }

    /// How long a request waits for a value. A flight takes a wait for the limiter and a statement or two.
    private static var deadline: Duration { .seconds(8) }
    /// How often a request joins a flight whose outcome an event makes invalid before it lands.
    private static var maximumAttempts: Int { 3 }

    init(_ levels: CacheLevels) { self.levels = levels }

    /// The value under a key, valid at the time of asking; when PostgreSQL cannot be asked, the last one known.
    /// - Parameter fill: reads the value together with the head's position, or puts it together from cached parts.
    func value(for key: CacheKey, _ mode: ReadMode, fill: @escaping Fill) async throws -> Served<Value> {
        var served = try await found(key, mode, fill)
        served.key = key
        return served
    }

    private func found(_ key: CacheKey, _ mode: ReadMode, _ fill: @escaping Fill) async throws -> Served<Value> {
        if mode == .primary { return try await filled(key, fill) }
        if let entry: Entry<Value> = levels.current(key) {
            levels.counters.add(.l1Hits)
            return Served(stamped: entry.stamped, source: .l1)
        }
        levels.counters.add(.l1Misses)
        let outdated: Entry<Value>? = levels.l1.entry(key)
        for _ in 0..<Self.maximumAttempts {
            let asked = levels.validity.stamp
            let flown = try await flights.value(for: key, within: Self.deadline) {
                let startedAt = levels.validity.stamp
                return Flown(served: try await load(key, outdated?.stamped, fill), startedAt: startedAt)
            }
            // A flight that began before this request did may carry what an event has made invalid since.
            let isGood =
                flown.startedAt == asked || flown.served.source == .stale
                || levels.validity.isValid(flown.served.stamped.basis)
            if isGood { return flown.served }
        }
        return try await filled(key, fill)
    }

    private func load(_ key: CacheKey, _ outdated: Stamped<Value>?, _ fill: Fill) async throws -> Served<Value> {
        var fallback = outdated
        if key.kind.isShared {
            let shared = await levels.fetch([key], of: Value.self)[0]
            if let shared, levels.isCurrent(shared, key.kind) {
                levels.counters.add(.l2Hits)
                levels.keep(shared, as: key)
                return Served(stamped: shared, source: .l2)
            }
            levels.counters.add(.l2Misses)
            fallback = fallback ?? shared
        }
        do {
            return try await filled(key, fill)
        } catch let error as PostgresError where error.isTransient {
            guard let fallback, levels.mayServeStale(fallback, key.kind) else { throw error }
            return Served(stamped: fallback, source: .stale)
        }
    }

    /// Fills and keeps. What was read just now is as new as anything, and served even if an event has touched it
    /// meanwhile; then it is not kept.
    private func filled(_ key: CacheKey, _ fill: Fill) async throws -> Served<Value> {
        let served = try await fill()
        if served.source == .stale { return served }
        if key.kind.isShared {
            levels.counters.add(.fills)
            levels.share(served.stamped, as: key)
        } else {
            levels.keep(served.stamped, as: key)
        }
        return served
    }
}
