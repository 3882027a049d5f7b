import Daemon

/// How much the caches may hold, how long, and how many reads reach PostgreSQL at once.
struct CacheSettings: Sendable {
    /// Of the first level, in each process.
    let l1Bytes: Int
    let lifetimes: CacheLifetimes
    let reads: ReadLimiter.Limits
    let longReads: LongReads.Limits

    init(_ settings: inout SettingsReader) {
        l1Bytes = settings.bytes("CACHE_L1_BYTES", default: "64M", in: 1 << 20...64 << 30)
        lifetimes = CacheLifetimes(&settings)
        reads = ReadLimiter.Limits(
            concurrent: settings.integer("DATABASE_READS", default: 32, in: 1...1_024),
            waiting: settings.integer("DATABASE_READS_WAITING", default: 512, in: 0...100_000),
            patience: settings.milliseconds("DATABASE_READ_PATIENCE_MS", default: 2_000, in: 1...60_000))
        var longReads = LongReads.Limits()
        func read(_ name: String, _ limits: inout ReadLimiter.Limits) {
            limits.concurrent = settings.integer(name, default: limits.concurrent, in: 1...64)
        }
        read("DATABASE_LIST_READS", &longReads.lists)
        read("DATABASE_SEARCH_READS", &longReads.searches)
        read("DATABASE_FACET_READS", &longReads.facets)
        self.longReads = longReads
    }
}

extension CacheLifetimes {
    fileprivate init(_ settings: inout SettingsReader) {
        let range = 1...31_536_000
        self.init(
            products: settings.seconds("CACHE_TTL_PRODUCTS", default: 3_600, in: range),
            lists: settings.seconds("CACHE_TTL_LISTS", default: 3_600, in: range),
            categories: settings.seconds("CACHE_TTL_CATEGORIES", default: 3_600, in: range),
            search: settings.seconds("CACHE_TTL_SEARCH", default: 300, in: range),
            orders: settings.seconds("CACHE_TTL_ORDERS", default: 1_800, in: range),
            absences: settings.seconds("CACHE_TTL_ABSENCES", default: 60, in: range),
            stale: settings.seconds("CACHE_TTL_STALE", default: 86_400, in: 0...31_536_000))
    }
}
