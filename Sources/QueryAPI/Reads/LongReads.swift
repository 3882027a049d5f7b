import Postgres

/// The doors for reads whose cost grows with the catalog, or with what somebody thinks of searching for. Each sort has a
/// line of its own, and each statement at once a connection of its own: on a connection that is shared, whatever comes after a
/// long statement waits for it.
struct LongReads: Sendable {
    struct Limits: Sendable {
        /// Pages of lists, and whatever counts products.
        var lists = ReadLimiter.Limits(concurrent: 8, waiting: 128, areQuick: false)
        /// Pages of lists that search: forgiving typos, they look at a part of all products.
        var searches = ReadLimiter.Limits(concurrent: 4, waiting: 64, areQuick: false)
        /// Each may scan an index from end to end.
        var facets = ReadLimiter.Limits(concurrent: 4, waiting: 64, areQuick: false)

        /// For as many statements as there may be at once: a list is counted while its page is read.
        var connections: Int { 2 * lists.concurrent + 2 * searches.concurrent + facets.concurrent }
    }

    let lists: FillReader
    let searches: FillReader
    let facets: FillReader

    /// - Parameter database: with as many shared connections as `limits` ask for.
    init(_ database: Database, limits: Limits = Limits(), replica: ReadReplica?, levels: CacheLevels) {
        func door(_ limits: ReadLimiter.Limits) -> FillReader {
            FillReader(
                ReadLimiter(database, limits: limits), replica: { replica?.scans }, replicaReads: limits.concurrent,
                levels: levels)
        }
        lists = door(limits.lists)
        searches = door(limits.searches)
        facets = door(limits.facets)
    }
}
