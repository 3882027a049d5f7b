/// What tells one series of a family from the others: its labels as they are written, `a="b",c="d"`, in the order of
/// their names, so that the same labels in another order are the same series. Empty for none.
struct SeriesLabels: Hashable, Comparable, Sendable {
    let text: String

    /// Bytes of a value; more of it is cut off.
    private static let maximumValueLength = 256

    init(_ labels: [(String, String)]) {
        var values: [String: String] = [:]
        for (name, value) in labels {
            let cut = value.utf8.count > Self.maximumValueLength ? String(value.prefix(64)) : value
            values[ExpositionFormat.labelName(name)] = ExpositionFormat.labelValue(cut)
        }
        text = values.sorted { $0.key < $1.key }.map { "\($0.key)=\"\($0.value)\"" }.joined(separator: ",")
    }

    /// With one more label at the end, whose value needs no escape.
    func with(_ name: String, _ value: String) -> String {
        text.isEmpty ? "\(name)=\"\(value)\"" : "\(text),\(name)=\"\(value)\""
    }

    static func < (left: SeriesLabels, right: SeriesLabels) -> Bool { left.text < right.text }
}
