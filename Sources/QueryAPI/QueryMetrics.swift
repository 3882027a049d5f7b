import Prometheus

/// The figures that query-api alone shows to Prometheus.
struct QueryMetrics: Sendable {
    let cache: CacheLevels
    let events: EventReader
    let limiter: ReadLimiter
    let longReads: LongReads
    /// Nil without DATABASE_REPLICA_URL.
    let replica: ReadReplica?
    let sockets: SocketCounters

    static let families =
        [applied, lag, heartbeatAge, mode, resets, failedReads]
        + [answers, staleAnswers, lookups, fills, refusedFills, stockPatches]
        + [l1Entries, l1Bytes, l1Capacity, l1Evictions]
        + [reads, refusedReads] + replicaFamilies + [openSockets, sentMessages, closes]

    func collect(into samples: inout Samples) {
        collectEvents(into: &samples)
        collectCache(into: &samples)
        collectReads(into: &samples)
        collectReplica(into: &samples)
        collectSockets(into: &samples)
    }
}

/// How this process follows the event log.
extension QueryMetrics {
    private static let applied = MetricFamily(
        .gauge, "tandem_events_applied_position", "The last event that is taken into account.")
    private static let lag = MetricFamily(
        .gauge, "tandem_events_lag", "Events that are known to exist and not applied yet.")
    private static let heartbeatAge = MetricFamily(
        .gauge, "tandem_events_heartbeat_age_seconds", "Since the end of the event log was last seen.")
    private static let mode = MetricFamily(
        .gauge, "tandem_events_mode",
        "1 for the way in which the log is followed: live by Redis, direct from PostgreSQL, stale while neither answers, "
            + "booting before the first look.", labels: ["mode"])
    private static let resets = MetricFamily(
        .counter, "tandem_events_resets_total", "How often everything cached was given up on; once at the start.")
    private static let failedReads = MetricFamily(
        .counter, "tandem_events_failed_reads_total", "Reads of the event log from PostgreSQL that failed.")

    private func collectEvents(into samples: inout Samples) {
        let statistics = events.statistics
        samples.set(Self.applied, cache.validity.applied)
        samples.set(Self.lag, max(0, statistics.head - statistics.applied))
        samples.set(Self.heartbeatAge, max(0, (.now - statistics.confirmedAt) / .seconds(1)))
        let current = cache.validity.modeName(statistics.mode)
        for name in ["booting", "live", "direct", "stale"] { samples.set(Self.mode, name == current, [name]) }
        samples.set(Self.resets, statistics.resets)
        samples.set(Self.failedReads, statistics.failedReads)
    }
}

/// The two levels of the cache.
extension QueryMetrics {
    private static let answers = MetricFamily(
        .counter, "tandem_cache_answers_total", "Cacheable answers: without SQL (hit) and with it (miss).",
        labels: ["outcome"])
    private static let staleAnswers = MetricFamily(
        .counter, "tandem_cache_stale_answers_total", "Hits that PostgreSQL could not confirm, and that said so.")
    private static let lookups = MetricFamily(
        .counter, "tandem_cache_lookups_total",
        "Lookups of single values, in this process (l1) and in Redis (l2); what events had made invalid is a miss.",
        labels: ["level", "outcome"])
    private static let fills = MetricFamily(
        .counter, "tandem_cache_fills_total", "Values read from PostgreSQL.")
    private static let refusedFills = MetricFamily(
        .counter, "tandem_cache_refused_fills_total",
        "Values that an event had overtaken before they could be kept: read at too old a position.")
    private static let stockPatches = MetricFamily(
        .counter, "tandem_cache_stock_patches_total", "Stocks written into cached products without SQL.")
    private static let l1Entries = MetricFamily(.gauge, "tandem_cache_l1_entries", "Values held in this process.")
    private static let l1Bytes = MetricFamily(
        .gauge, "tandem_cache_l1_bytes", "Memory of the values held in this process, roughly.")
    private static let l1Capacity = MetricFamily(
        .gauge, "tandem_cache_l1_capacity_bytes", "Memory that they may take (CACHE_L1_BYTES).")
    private static let l1Evictions = MetricFamily(
        .counter, "tandem_cache_l1_evictions_total", "Values thrown out of this process to make room.")

    private func collectCache(into samples: inout Samples) {
        let counters = cache.counters
        samples.set(Self.answers, counters[.hits], ["hit"])
        samples.set(Self.answers, counters[.misses], ["miss"])
        samples.set(Self.staleAnswers, counters[.staleHits])
        samples.set(Self.lookups, counters[.l1Hits], ["l1", "hit"])
        samples.set(Self.lookups, counters[.l1Misses], ["l1", "miss"])
        samples.set(Self.lookups, counters[.l2Hits], ["l2", "hit"])
        samples.set(Self.lookups, counters[.l2Misses], ["l2", "miss"])
        samples.set(Self.fills, counters[.fills])
        samples.set(Self.refusedFills, counters[.refusedFills])
        samples.set(Self.stockPatches, counters[.stockPatches])
        let l1 = cache.l1.counts
        samples.set(Self.l1Entries, l1.entries)
        samples.set(Self.l1Bytes, l1.bytes)
        samples.set(Self.l1Capacity, cache.l1.bytes)
        samples.set(Self.l1Evictions, l1.evictions)
    }
}

/// The door to PostgreSQL, and the sockets.
extension QueryMetrics {
    private static let reads = MetricFamily(
        .gauge, "tandem_reads",
        "Requests that read PostgreSQL (running), or stand in line for it (waiting): lists, searches, facets, other.",
        labels: ["line", "state"])
    private static let refusedReads = MetricFamily(
        .counter, "tandem_reads_refused_total",
        "Reads sent away: the line was full or slow (busy), or PostgreSQL was known to be away (away).",
        labels: ["line", "reason"])
    private static let openSockets = MetricFamily(.gauge, "tandem_sockets_open", "Open sockets.", labels: ["endpoint"])
    private static let sentMessages = MetricFamily(
        .counter, "tandem_socket_messages_sent_total", "Messages written to sockets.")
    private static let closes = MetricFamily(
        .counter, "tandem_socket_closes_total", "Sockets that the server closed, by code; 1013 are slow readers.",
        labels: ["code"])

    private func collectReads(into samples: inout Samples) {
        let lines = [
            ("lists", longReads.lists.statistics), ("searches", longReads.searches.statistics),
            ("facets", longReads.facets.statistics), ("other", limiter.statistics),
        ]
        for (line, statistics) in lines {
            samples.set(Self.reads, statistics.running, [line, "running"])
            samples.set(Self.reads, statistics.waiting, [line, "waiting"])
            samples.set(Self.refusedReads, statistics.refusedBusy, [line, "busy"])
            samples.set(Self.refusedReads, statistics.refusedAway, [line, "away"])
        }
    }

    private func collectSockets(into samples: inout Samples) {
        for (endpoint, count) in sockets.open { samples.set(Self.openSockets, count, [endpoint.rawValue]) }
        samples.set(Self.sentMessages, sockets.messagesSent)
        for (code, count) in sockets.closes { samples.set(Self.closes, count, [String(code.rawValue)]) }
    }
}
