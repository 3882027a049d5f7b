import Prometheus

/// Where cached values are read from, and how the replica does.
extension QueryMetrics {
    static let replicaFamilies = [fillReads, replicaAvailable, replicaLag]

    private static let fillReads = MetricFamily(
        .counter, "tandem_cache_fill_reads_total",
        "Values read to be cached, by the server asked: taken from it (answered), older there than an event that is "
            + "taken into account (behind), not had (failed). Behind or failed, the primary is asked too.",
        labels: ["server", "outcome"])
    private static let replicaAvailable = MetricFamily(
        .gauge, "tandem_replica_available", "1 while misses are read from the replica; only where there is one.")
    private static let replicaLag = MetricFamily(
        .gauge, "tandem_replica_lag_events", "Events that the replica did not have yet, when it was last looked at.")

    func collectReplica(into samples: inout Samples) {
        let counters = cache.counters
        samples.set(Self.fillReads, counters[.primaryReads], ["primary", "answered"])
        guard let replica else { return }
        samples.set(Self.fillReads, counters[.replicaReads], ["replica", "answered"])
        samples.set(Self.fillReads, counters[.replicaBehind], ["replica", "behind"])
        samples.set(Self.fillReads, counters[.replicaFailures], ["replica", "failed"])
        samples.set(Self.replicaAvailable, replica.database != nil)
        if let position = replica.position { samples.set(Self.replicaLag, max(0, events.statistics.head - position)) }
    }
}
