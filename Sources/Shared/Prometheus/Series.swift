import CoreMetrics
import Synchronization

/// One series, which anybody may write and read at any time without a lock.
protocol Series: AnyObject, Sendable {
    /// Writes its lines.
    func write(to text: inout ExpositionText, _ family: MetricFamily, _ labels: SeriesLabels)
}

/// A sum that several threads add to.
struct AtomicSum: ~Copyable, Sendable {
    private let bits = Atomic<UInt64>(0)

    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    func add(_ amount: Double) {
        var old = bits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let (exchanged, found) = bits.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if exchanged { return }
            old = found
        }
    }
}

/// A counter of whole things.
final class CounterSeries: Series, CounterHandler {
    private let count = Atomic<Int64>(0)

    /// What is not positive is ignored: a counter never falls.
    func increment(by amount: Int64) {
        if amount > 0 { count.wrappingAdd(amount, ordering: .relaxed) }
    }

    func reset() { count.store(0, ordering: .relaxed) }

    func write(to text: inout ExpositionText, _ family: MetricFamily, _ labels: SeriesLabels) {
        text.sample(family.name, labels.text, String(count.load(ordering: .relaxed)))
    }
}

/// A counter of what comes in fractions.
final class FractionalCounterSeries: Series, FloatingPointCounterHandler {
    private let sum = AtomicSum()

    /// What is not positive and finite is ignored.
    func increment(by amount: Double) {
        if amount > 0, amount.isFinite { sum.add(amount) }
    }

    func reset() { sum.set(0) }

    func write(to text: inout ExpositionText, _ family: MetricFamily, _ labels: SeriesLabels) {
        text.sample(family.name, labels.text, ExpositionFormat.number(sum.value))
    }
}

/// A value that rises and falls: a meter, or a recorder that does not aggregate.
final class GaugeSeries: Series, MeterHandler, RecorderHandler {
    private let level = AtomicSum()

    func set(_ value: Double) { level.set(value) }
    func set(_ value: Int64) { level.set(Double(value)) }
    func record(_ value: Double) { level.set(value) }
    func record(_ value: Int64) { level.set(Double(value)) }
    func increment(by amount: Double) { level.add(amount) }
    func decrement(by amount: Double) { level.add(-amount) }

    func write(to text: inout ExpositionText, _ family: MetricFamily, _ labels: SeriesLabels) {
        text.sample(family.name, labels.text, ExpositionFormat.number(level.value))
    }
}

/// Observations in buckets: a timer, in seconds, or a recorder that aggregates.
final class HistogramSeries: Series, TimerHandler, RecorderHandler {
    private final class Bucket: Sendable { let count = Atomic<Int>(0) }

    private let bounds: [Double]
    /// One for each bound, and one for what lies above all of them.
    private let buckets: [Bucket]
    private let sum = AtomicSum()

    init(bounds: [Double]) {
        self.bounds = bounds
        buckets = (0...bounds.count).map { _ in Bucket() }
    }

    func record(_ value: Int64) { record(Double(value)) }

    /// What is no number is ignored.
    func record(_ value: Double) {
        guard !value.isNaN else { return }
        let place = bounds.firstIndex { value <= $0 } ?? bounds.count
        sum.add(value)
        buckets[place].count.wrappingAdd(1, ordering: .relaxed)
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    /// The count is that of the buckets as they are read, so that they agree while others go on writing.
    func write(to text: inout ExpositionText, _ family: MetricFamily, _ labels: SeriesLabels) {
        var count = 0
        for (index, bucket) in buckets.enumerated() {
            count += bucket.count.load(ordering: .relaxed)
            let bound = index < bounds.count ? ExpositionFormat.number(bounds[index]) : "+Inf"
            text.sample(family.name + "_bucket", labels.with("le", bound), String(count))
        }
        text.sample(family.name + "_sum", labels.text, ExpositionFormat.number(sum.value))
        text.sample(family.name + "_count", labels.text, String(count))
    }
}
