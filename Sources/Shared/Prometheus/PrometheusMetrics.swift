import CoreMetrics
import Synchronization

/// swift-metrics' backend, which keeps everything in memory and writes it out when Prometheus asks.
///
/// Counters are counters, meters and gauges (recorders that do not aggregate) are gauges, timers (in seconds) and
/// recorders are histograms. Writing takes no lock, and a scrape stops nobody; a lock is held only while a series is made
/// or removed. What would exceed the bounds on series is counted and goes nowhere.
package final class PrometheusMetrics: MetricsFactory {
    /// So many series of one metric, and so many metrics: a label that turns out to have many values must not eat the
    /// memory.
    package struct Limits: Sendable {
        package var seriesPerFamily = 1_000
        package var families = 300

        package init() {}
    }

    /// What the bounds have kept out.
    package static let refusedSeries = MetricFamily(
        .counter, "tandem_metrics_refused_series_total",
        "Series that were not kept, because their metric has too many or is of another type.")

    private struct State {
        var families: [String: FamilySeries] = [:]
        var collectors: [@Sendable (inout Samples) -> Void] = []
    }

    private struct FamilySeries {
        let family: MetricFamily
        var series: [SeriesLabels: any Series] = [:]
    }

    private let limits: Limits
    private let state: Mutex<State>
    private let refused = Atomic<Int>(0)

    /// - Parameter families: what is known beforehand: shown even while they have no series. Others may come; they lack a
    ///   description.
    package init(_ families: [MetricFamily], limits: Limits = Limits()) {
        self.limits = limits
        var state = State()
        for family in families + [Self.refusedSeries] { state.families[family.name] = FamilySeries(family: family) }
        self.state = Mutex(state)
    }

    /// Has figures read at each scrape. `read` may come from any thread, and must not block.
    package func collect(_ read: @escaping @Sendable (inout Samples) -> Void) {
        state.withLock { $0.collectors.append(read) }
    }

    /// All series as they are now, in the order of their names.
    package func exposition() -> [UInt8] {
        var (families, collectors) = state.withLock { ($0.families, $0.collectors) }
        var samples = Samples()
        samples.set(Self.refusedSeries, refused.load(ordering: .relaxed))
        for collect in collectors { collect(&samples) }
        for family in samples.values.keys where families[family.name] == nil {
            families[family.name] = FamilySeries(family: family)
        }
        var text = ExpositionText()
        for name in families.keys.sorted() {
            guard let known = families[name] else { continue }
            text.begin(known.family)
            for (labels, series) in known.series.sorted(by: { $0.key < $1.key }) {
                series.write(to: &text, known.family, labels)
            }
            for (labels, value) in (samples.values[known.family] ?? [:]).sorted(by: { $0.key < $1.key }) {
                text.sample(name, labels.text, value)
            }
        }
        return text.bytes
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions, .counter) { _ in CounterSeries() }
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(label, dimensions, .counter) { _ in FractionalCounterSeries() }
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions, .gauge) { _ in GaugeSeries() }
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        aggregate
            ? series(label, dimensions, .histogram) { HistogramSeries(bounds: $0.buckets) }
            : series(label, dimensions, .gauge) { _ in GaugeSeries() }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions, .histogram) { HistogramSeries(bounds: $0.buckets) }
    }

    package func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }
    package func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    package func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    package func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

    /// The series of these labels, the same one each time; one that is shown nowhere past the bounds, or when the metric
    /// is known to be of another kind.
    private func series<Handler: Series>(
        _ label: String, _ dimensions: [(String, String)], _ kind: MetricFamily.Kind,
        _ make: (MetricFamily) -> Handler
    ) -> Handler {
        let name = ExpositionFormat.metricName(label)
        let labels = SeriesLabels(dimensions)
        let undescribed = MetricFamily(kind, name, "Recorded without a description.")
        let kept: Handler? = state.withLock { state in
            var known = state.families[name] ?? FamilySeries(family: undescribed)
            if let series = known.series[labels] { return series as? Handler }
            guard known.family.kind == kind, known.series.count < limits.seriesPerFamily,
                state.families[name] != nil || state.families.count < limits.families
            else { return nil }
            let series = make(known.family)
            known.series[labels] = series
            state.families[name] = known
            return series
        }
        if let kept { return kept }
        refused.wrappingAdd(1, ordering: .relaxed)
        return make(undescribed)
    }

    private func remove(_ handler: AnyObject) {
        state.withLock { state in
            for (name, family) in state.families {
                guard let labels = family.series.first(where: { $0.value === handler })?.key else { continue }
                state.families[name]?.series[labels] = nil
                return
            }
        }
    }
}
