/// What `check-config` prints: a line per setting with its value and where that came from; secrets as `•••`.
package struct ConfigurationReport: CustomStringConvertible {
    private let entries: [SettingsReader.Entry]

    package init(_ settings: SettingsReader) { entries = settings.report }

    package var description: String {
        let width = entries.map(\.name.count).max() ?? 0
        return
            entries
            .map { entry in
                let name = entry.name + String(repeating: " ", count: width - entry.name.count)
                return "\(name)  \(entry.value.isEmpty ? "-" : entry.value)  (\(entry.source))"
            }
            .joined(separator: "\n")
    }
}
