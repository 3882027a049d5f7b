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

    /// The entry under a key that may be served. One whose parts alone have changed is put together from them again, in
    /// the way that whoever waits for it would.
    func current<Value: CacheValue>(_ key: CacheKey, of type: Value.Type = Value.self) -> Entry<Value>? {
        var outdated: Entry<Value>?
        while let entry: Entry<Value> = l1.entry(key) {
            if isCurrent(entry, key.kind) { return entry }
            // Since it was taken, an event may have been written into it, and then applied.
            if entry === outdated { return renewed(entry, as: key) }
            outdated = entry
        }
        return nil
    }

    private func renewed<Value: CacheValue>(_ entry: Entry<Value>, as key: CacheKey) -> Entry<Value>? {
        while true {
            let stamp = validity.stamp
            guard let stamped = entry.stamped.value.renewed(from: self) else { return nil }
            if isCurrent(stamped, key.kind) {
                let renewed = Entry(stamped, validAt: stamp)
                l1.insert(renewed, for: key)
                return renewed
            }
            // Otherwise an event was applied meanwhile, and there are newer parts.
            if validity.stamp == stamp { return nil }
        }
    }

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
        let read = Entry(stamped, validAt: stamp)
        // What is held may show an event that the read did not see: then the read is only valid until that is applied.
        l1.insert(read, for: key) { held in
            held.stamped.latest > stamped.latest && isCurrent(held, key.kind)
        }
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
        let now = Timestamp.now()
        return stamped.age(at: now) < lifetime(of: stamped, kind).components.seconds
            && stamped.value.isYoung(by: lifetimes, at: now)
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

    /// Writes what an event tells into the first level, before the validity hears of it.
    func patch(_ change: Change, at position: Int64) {
        if case .stock(let change) = change { StockPatching(levels: self).apply(change, at: position) }
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
