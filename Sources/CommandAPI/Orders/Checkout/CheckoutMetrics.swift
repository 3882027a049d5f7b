import CoreMetrics
import Prometheus

/// What the queue of the checkouts shows to Prometheus.
struct CheckoutMetrics: Sendable {
    let checkouts: Checkouts

    static let families = [waiting, sizes, refused]

    private static let sizes = MetricFamily(
        .histogram, "tandem_checkout_batch_size", "Checkouts that were carried out in one transaction.",
        buckets: [1, 2, 4, 8, 16, 32, 64, 128])
    private static let refused = MetricFamily(
        .counter, "tandem_checkout_refused_total",
        "Checkouts that were sent away: too many waited (full), it waited for too long (late), too many of one person.",
        labels: ["reason"])
    private static let waiting = MetricFamily(
        .gauge, "tandem_checkout_waiting", "Checkouts that wait for one that sells the same product.")

    static func batchSizes() -> Recorder { Recorder(label: sizes.name) }

    static func sentAway(for reason: String) -> Counter {
        Counter(label: refused.name, dimensions: [("reason", reason)])
    }

    func collect(into samples: inout Samples) { samples.set(Self.waiting, checkouts.depth) }
}
