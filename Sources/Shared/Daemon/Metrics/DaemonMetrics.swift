import CoreMetrics
import Postgres
import Prometheus
import Redis

/// The figures that both daemons show to Prometheus.
package enum DaemonMetrics {
    /// - Parameter families: what this daemon has beside.
    package static func make(
        _ families: [MetricFamily], daemon: String, database: Database, redis: RedisClient
    ) -> PrometheusMetrics {
        let metrics = PrometheusMetrics(families + Self.families)
        metrics.collect(ProcessFigures.collect(into:))
        metrics.collect { samples in
            samples.set(build, 1, [daemon, Version.text, Version.configuration])
            collect(database.statistics, into: &samples)
            collect(redis.statistics, into: &samples)
        }
        return metrics
    }

    private static let families =
        ProcessFigures.families + [
            build, requests, connections, inFlight, waiting, redisAvailable, redisDeadlines, redisLosses,
            rateLimited, locallyLimited,
        ]

    private static let build = MetricFamily(
        .gauge, "tandem_build_info", "Always 1; what runs is in the labels.",
        labels: ["daemon", "version", "configuration"])
    /// Recorded by WebAPI's `RequestMetrics`.
    private static let requests = MetricFamily(
        .histogram, "tandem_http_request_duration_seconds",
        "From a request's head to its answer's, by the pattern of its route.", labels: ["route", "method", "status"])

    /// Recorded by RateLimits, as the next one.
    private static let rateLimited = MetricFamily(
        .counter, "tandem_rate_limited_total", "Requests answered 429, by the class of their route.", labels: ["class"])
    private static let locallyLimited = MetricFamily(
        .counter, "tandem_rate_limit_local_total",
        "Requests that this process counted by itself, because Redis did not answer.")

    // MARK: PostgreSQL

    private static let connections = MetricFamily(
        .gauge, "tandem_database_connections",
        "Connections to PostgreSQL: those that all statements share (up), and "
            + "those that transactions lease (idle, leased).", labels: ["pool", "state"])
    private static let inFlight = MetricFamily(
        .gauge, "tandem_database_statements_in_flight", "Statements sent over shared connections and not answered yet.")
    private static let waiting = MetricFamily(
        .gauge, "tandem_database_waiting", "Statements, or transactions, that wait for a connection.", labels: ["pool"])

    private static func collect(_ statistics: DatabaseStatistics, into samples: inout Samples) {
        samples.set(connections, statistics.sharedConnectionsUp, ["shared", "up"])
        samples.set(connections, statistics.transactionConnectionsIdle, ["transactions", "idle"])
        samples.set(connections, statistics.transactionConnectionsLeased, ["transactions", "leased"])
        samples.set(inFlight, statistics.statementsInFlight)
        samples.set(waiting, statistics.statementsWaiting, ["shared"])
        samples.set(waiting, statistics.transactionsWaiting, ["transactions"])
    }

    // MARK: Redis

    private static let redisAvailable = MetricFamily(
        .gauge, "tandem_redis_available", "1 while commands are sent to Redis, 0 while the breaker is open.")
    private static let redisDeadlines = MetricFamily(
        .counter, "tandem_redis_missed_deadlines_total", "Commands that Redis did not answer in time.")
    private static let redisLosses = MetricFamily(
        .counter, "tandem_redis_failed_connections_total",
        "Connections to Redis that were lost, and attempts that failed.")

    private static func collect(_ statistics: RedisStatistics, into samples: inout Samples) {
        samples.set(redisAvailable, statistics.isAvailable)
        samples.set(redisDeadlines, statistics.missedDeadlines)
        samples.set(redisLosses, statistics.failedConnections)
    }
}

extension PrometheusMetrics {
    /// Makes it what swift-metrics records to, in the whole process; once, before the first metric is made.
    package func bootstrap() { MetricsSystem.bootstrap(self) }
}
