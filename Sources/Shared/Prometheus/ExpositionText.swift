/// The lines of an exposition, as they come about.
struct ExpositionText {
    private(set) var bytes: [UInt8] = []

    mutating func begin(_ family: MetricFamily) {
        line("# HELP \(family.name) \(ExpositionFormat.help(family.help))")
        line("# TYPE \(family.name) \(family.kind.rawValue)")
    }

    /// - Parameter labels: as they are written between the braces.
    mutating func sample(_ name: String, _ labels: String, _ value: String) {
        line(labels.isEmpty ? "\(name) \(value)" : "\(name){\(labels)} \(value)")
    }

    private mutating func line(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        bytes.append(UInt8(ascii: "\n"))
    }
}
