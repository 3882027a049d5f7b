import CoreMetrics
import TestSupport
import Testing

@testable import Prometheus

@Suite struct PrometheusMetricsTests {
    private static let durations = MetricFamily(
        .histogram, "request_seconds", "How long requests took.", labels: ["route"], buckets: [0.01, 0.1, 1])
    private static let level = MetricFamily(.gauge, "level", "How high it stands.", labels: ["tank"])

    @Test func `Every kind of swift-metrics' metrics is shown with its type`() throws {
        let metrics = PrometheusMetrics([Self.durations])
        Counter(label: "things", factory: metrics).increment(by: 3)
        FloatingPointCounter(label: "litres", factory: metrics).increment(by: 0.5)
        Gauge(label: "height", factory: metrics).record(1.5)
        let meter = Meter(label: "inside", factory: metrics)
        meter.increment(by: 5)
        meter.decrement(by: 2)
        Recorder(label: "sizes", factory: metrics).record(700)
        Timer(label: "request_seconds", dimensions: [("route", "/a")], factory: metrics).recordMilliseconds(50)
        let exposition = try Exposition(bytes: metrics.exposition())
        let types = exposition.families.mapValues(\.type)
        #expect(types["things"] == "counter" && types["litres"] == "counter" && types["height"] == "gauge")
        #expect(types["inside"] == "gauge" && types["sizes"] == "histogram" && types["request_seconds"] == "histogram")
        #expect(exposition.value("things") == 3 && exposition.value("litres") == 0.5)
        #expect(exposition.value("height") == 1.5 && exposition.value("inside") == 3)
        #expect(exposition.value("sizes_sum") == 700 && exposition.value("sizes_count") == 1)
        #expect(exposition.value("request_seconds_sum", ["route": "/a"]) == 0.05)
    }

    @Test func `What is declared is shown before it has a series, and samples are read at the scrape`() throws {
        let metrics = PrometheusMetrics([Self.durations, Self.level])
        let before = try Exposition(bytes: metrics.exposition())
        #expect(before.families["request_seconds"]?.samples == [])
        #expect(before.families["level"]?.help == "How high it stands.")
        metrics.collect { samples in
            samples.set(Self.level, 7, ["north"])
            samples.set(Self.level, true, ["south"])
        }
        let after = try Exposition(bytes: metrics.exposition())
        #expect(after.value("level", ["tank": "north"]) == 7 && after.value("level", ["tank": "south"]) == 1)
    }

    @Test func `A histogram's buckets are cumulative, with a bound in its own bucket, and end with the count`() throws {
        let metrics = PrometheusMetrics([Self.durations])
        let timer = Timer(label: "request_seconds", factory: metrics)
        for milliseconds: Int64 in [1, 10, 11, 100, 999, 1_000, 1_001, 60_000] {
            timer.recordMilliseconds(milliseconds)
        }
        let exposition = try Exposition(bytes: metrics.exposition())
        let counts = ["0.01", "0.1", "1", "+Inf"].map { exposition.value("request_seconds_bucket", ["le": $0]) }
        #expect(counts == [2, 4, 6, 8])
        #expect(exposition.value("request_seconds_count") == 8)
    }

    @Test func `Increments of many threads are all counted, while others read`() async throws {
        let metrics = PrometheusMetrics([Self.durations])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    // Each makes its own handle: they are the same series.
                    let counter = Counter(label: "hits", dimensions: [("a", "1"), ("b", "2")], factory: metrics)
                    let mirrored = Counter(label: "hits", dimensions: [("b", "2"), ("a", "1")], factory: metrics)
                    let sum = FloatingPointCounter(label: "sum", factory: metrics)
                    let timer = Timer(label: "request_seconds", factory: metrics)
                    for _ in 0..<1_000 {
                        counter.increment()
                        mirrored.increment()
                        sum.increment(by: 0.25)
                        timer.recordMilliseconds(Int64(worker * 100))
                    }
                }
            }
            group.addTask {
                for _ in 0..<20 {
                    let exposition = try Exposition(bytes: metrics.exposition())
                    let inAll = exposition.value("request_seconds_bucket", ["le": "+Inf"]) ?? 0
                    #expect(exposition.value("request_seconds_count") ?? 0 == inAll)
                }
            }
            try await group.waitForAll()
        }
        let exposition = try Exposition(bytes: metrics.exposition())
        #expect(exposition.value("hits", ["a": "1", "b": "2"]) == 16_000)
        #expect(exposition.value("sum") == 2_000 && exposition.value("request_seconds_count") == 8_000)
    }

    @Test func `Past the bound new series are counted, and go nowhere`() throws {
        var limits = PrometheusMetrics.Limits()
        limits.seriesPerFamily = 10
        limits.families = 5
        let metrics = PrometheusMetrics([], limits: limits)
        for number in 0..<100 {
            Counter(label: "many", dimensions: [("n", "\(number)")], factory: metrics).increment()
            Counter(label: "family\(number)", factory: metrics).increment()
        }
        let exposition = try Exposition(bytes: metrics.exposition())
        #expect(exposition.families["many"]?.samples.count == 10)
        #expect(exposition.families.count == 5)
        #expect(exposition.value("tandem_metrics_refused_series_total") == 187.0)
    }

    @Test func `A long value of a label is cut off`() throws {
        let metrics = PrometheusMetrics([])
        Counter(label: "long", dimensions: [("v", String(repeating: "x", count: 10_000))], factory: metrics).increment()
        #expect(metrics.exposition().count < 1_000)
    }

    @Test func `A name that is known as another type is not mixed up`() throws {
        let metrics = PrometheusMetrics([])
        Counter(label: "x", factory: metrics).increment()
        Gauge(label: "x", factory: metrics).record(5)
        FloatingPointCounter(label: "x", factory: metrics).increment(by: 5)
        let exposition = try Exposition(bytes: metrics.exposition())
        #expect(exposition.families["x"]?.type == "counter" && exposition.value("x") == 1)
        #expect(exposition.value("tandem_metrics_refused_series_total") == 2)
    }

    @Test func `A destroyed series is shown no more; a counter never falls, and nonsense is ignored`() throws {
        let metrics = PrometheusMetrics([])
        let gone = Counter(label: "gone", factory: metrics)
        gone.increment()
        gone.destroy()
        Counter(label: "kept", factory: metrics).increment(by: -4)
        FloatingPointCounter(label: "also", factory: metrics).increment(by: Double.nan)
        Recorder(label: "sizes", factory: metrics).record(Double.nan)
        let exposition = try Exposition(bytes: metrics.exposition())
        #expect(exposition.families["gone"]?.samples == [])
        #expect(exposition.value("kept") == 0 && exposition.value("also") == 0)
        #expect(exposition.value("sizes_count") == 0)
    }
}
