/// Figures that somebody else keeps anyway, read at the moment of a scrape: they cost nothing until then.
package struct Samples {
    private(set) var values: [MetricFamily: [SeriesLabels: String]] = [:]

    /// - Parameters:
    ///   - family: a counter or a gauge.
    ///   - labels: one value for each of the family's labels, in their order.
    package mutating func set(_ family: MetricFamily, _ value: Double, _ labels: [String] = []) {
        put(family, labels, ExpositionFormat.number(value))
    }

    package mutating func set(_ family: MetricFamily, _ value: some BinaryInteger, _ labels: [String] = []) {
        put(family, labels, String(value))
    }

    package mutating func set(_ family: MetricFamily, _ value: Bool, _ labels: [String] = []) {
        put(family, labels, value ? "1" : "0")
    }

    private mutating func put(_ family: MetricFamily, _ labels: [String], _ text: String) {
        precondition(
            family.kind != .histogram && labels.count == family.labels.count, "\(family.name) is another shape")
        values[family, default: [:]][SeriesLabels(Array(zip(family.labels, labels)))] = text
    }
}
