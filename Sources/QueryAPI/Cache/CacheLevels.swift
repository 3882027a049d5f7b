import Domain
import Events
import Redis

/// The two levels with what judges their contents: everything that the shelves have in common.
struct CacheLevels: Sendable {
    let l1: L1Cache
    let l2: L2Cache
    let validity: CacheValidity
    let lifetimes: CacheLifetimes
    let counters: CacheCounters

    /// Whether an entry may be served as it is: its time is not over, and no event has touched it.
    func isCurrent<Value: CacheValue>(_ entry: Entry<Value>, _ kind: CacheKind) -> Bool {
        isYoung(entry.stamped, kind) && entry.isValid(by: validity)
    }

    func isCurrent<Value: CacheValue>(_ stamped: Stamped<Value>, _ kind: CacheKind) -> Bool {
        isYoung(stamped, kind) && validity.isValid(stamped.basis)
    }

    /// Whether a value may be served in need, when PostgreSQL cannot be asked.
    func mayServeStale<Value: CacheValue>(_ stamped: Stamped<Value>, _ kind: CacheKind) -> Bool {
        stamped.age() < (lifetime(of: stamped, kind) + lifetimes.stale).components.seconds
    }

    /// Puts a value into the first level, unless an event has touched it already.
    func keep<Value: CacheValue>(_ stamped: Stamped<Value>, as key: CacheKey) {
        let stamp = validity.stamp
        guard isFresh(stamped) else { return }
        l1.insert(Entry(stamped, validAt: stamp), for: key)
    }

    /// Puts a value that was just read into both levels, unless an event has touched it already.
    func share<Value: CacheValue>(_ stamped: Stamped<Value>, as key: CacheKey) {
        guard isFresh(stamped) else { return }
        keep(stamped, as: key)
        l2.set(key, stamped.encoded, expiry: lifetime(of: stamped, key.kind))
    }

    /// What Redis has under the keys, valid or not; nil where it has nothing readable.
    func fetch<Value: CacheValue>(_ keys: [CacheKey], of type: Value.Type = Value.self) async -> [Stamped<Value>?] {
        await l2.get(keys).map { bytes in bytes.flatMap { try? Stamped(decoding: $0) } }
    }

    /// Whether what was read just now may be kept; otherwise an event has overtaken the read.
    private func isFresh<Value: CacheValue>(_ stamped: Stamped<Value>) -> Bool {
        if validity.isValid(stamped.basis) { return true }
        counters.add(.refusedFills)
        return false
    }

    private func isYoung<Value: CacheValue>(_ stamped: Stamped<Value>, _ kind: CacheKind) -> Bool {
        stamped.age() < lifetime(of: stamped, kind).components.seconds
    }

    private func lifetime<Value: CacheValue>(of stamped: Stamped<Value>, _ kind: CacheKind) -> Duration {
        lifetimes.lifetime(of: kind, isAbsence: stamped.value.isAbsence)
    }
}

extension CacheLevels {
    init(_ settings: QuerySettings, redis: RedisClient) {
        self.init(
            l1: L1Cache(bytes: settings.cache.l1Bytes), l2: L2Cache(redis, namespace: settings.currency.code),
            validity: CacheValidity(), lifetimes: settings.cache.lifetimes, counters: CacheCounters())
    }

    /// Writes what events tell into the first level, before the validity hears of them.
    func patch(_ events: [Event]) {
        let patching = StockPatching(levels: self)
        for event in events { patching.apply(event) }
    }

    /// Takes what the log's reader tells, after the validity has.
    func observe(_ output: ReaderOutput) {
        switch output {
        case .reset: l1.removeAll()
        case .applied(let events):
            // None of it is valid any longer: its memory is free at once, not only as it is asked for.
            if events.contains(where: \.change.touchesEverything) { l1.removeAll() }
        }
    }
}
