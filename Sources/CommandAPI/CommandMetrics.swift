import Passwords
import Prometheus

/// The figures that command-api alone shows to Prometheus.
struct CommandMetrics: Sendable {
    let publisher: Publisher
    let projections: ProjectionRunner
    let passwords: PasswordHasher

    static let families = [
        leading, terms, head, backlog, lag, batches, events, projectionLag, projectionFailures, hashes, refusedHashes,
    ]

    private static let leading = MetricFamily(
        .gauge, "tandem_publisher_leading", "1 while this process numbers events; one process of a shop does.")
    private static let terms = MetricFamily(
        .counter, "tandem_publisher_terms_total", "How often this process has come to lead.")
    private static let head = MetricFamily(
        .gauge, "tandem_events_head_position", "The last numbered event; the process that leads shows it.")
    private static let backlog = MetricFamily(
        .gauge, "tandem_publisher_backlog",
        "Committed events that waited for their number at the last look; counted up to 10,000.")
    private static let lag = MetricFamily(
        .gauge, "tandem_publisher_lag_seconds", "How long the first event of the last batch had waited for its number.")
    private static let batches = MetricFamily(
        .counter, "tandem_publisher_batches_total", "Batches of events that this process has numbered.")
    private static let events = MetricFamily(
        .counter, "tandem_publisher_events_total", "Events that this process has numbered.")
    private static let projectionLag = MetricFamily(
        .gauge, "tandem_projection_lag",
        "Numbered events that a projection has not consumed; the process that leads shows it.", labels: ["projection"])
    private static let projectionFailures = MetricFamily(
        .counter, "tandem_projection_failures_total", "Steps of a projection that failed, to be tried again.",
        labels: ["projection"])
    private static let hashes = MetricFamily(
        .gauge, "tandem_password_hashes", "Passwords being hashed (running), and waiting for a thread (waiting).",
        labels: ["state"])
    private static let refusedHashes = MetricFamily(
        .counter, "tandem_password_hashes_refused_total", "Sign-ins answered 503, because too many waited.")

    func collect(into samples: inout Samples) {
        let statistics = publisher.statistics
        samples.set(Self.leading, statistics.isLeading)
        samples.set(Self.terms, statistics.term)
        if statistics.isLeading {
            samples.set(Self.head, statistics.position)
            samples.set(Self.backlog, statistics.backlog)
            samples.set(Self.lag, statistics.lag / .seconds(1))
            for (name, progress) in projections.progress {
                samples.set(Self.projectionLag, max(0, statistics.position - progress.position), [name])
            }
        }
        for (name, count) in projections.failures { samples.set(Self.projectionFailures, count, [name]) }
        samples.set(Self.batches, statistics.batches)
        samples.set(Self.events, statistics.numbered)
        let hashing = passwords.statistics
        samples.set(Self.hashes, hashing.running, ["running"])
        samples.set(Self.hashes, hashing.waiting, ["waiting"])
        samples.set(Self.refusedHashes, hashing.refused)
    }
}
