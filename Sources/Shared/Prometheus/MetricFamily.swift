/// One metric by its name: what it counts, and by which labels its series differ.
package struct MetricFamily: Sendable, Hashable {
    /// The raw value is what `# TYPE` says.
    package enum Kind: String, Sendable {
        /// Only grows, from 0 at the start of the process.
        case counter
        case gauge
        /// Counts observations in buckets, and sums them up.
        case histogram
    }

    package let name: String
    package let kind: Kind
    /// A sentence for `# HELP`, with the unit that the name does not tell.
    package let help: String
    /// The names of its labels, in the order in which values are given for them.
    package let labels: [String]
    /// Of a histogram: the upper bounds of its buckets, ascending, without infinity.
    package let buckets: [Double]

    package init(
        _ kind: Kind, _ name: String, _ help: String, labels: [String] = [], buckets: [Double] = MetricFamily.seconds
    ) {
        self.name = name
        self.kind = kind
        self.help = help
        self.labels = labels
        self.buckets = kind == .histogram ? buckets : []
    }

    /// From a millisecond to ten seconds: what a request, a statement or a hash may take.
    package static let seconds: [Double] = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]
}
