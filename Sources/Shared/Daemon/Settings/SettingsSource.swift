import Configuration
import Foundation

/// One place that settings come from.
struct SettingsSource: Sendable {
    /// As `check-config` names it.
    let label: String
    /// The names that must each be a setting that somebody reads: a flag with a typing mistake is not passed over.
    let strictNames: Set<String>
    private let reader: ConfigReader

    init(label: String, values: [String: String], isStrict: Bool = false) {
        self.label = label
        strictNames = isStrict ? Set(values.keys) : []
        reader = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: values))
    }

    /// The process's environment.
    static func environment() -> SettingsSource {
        SettingsSource(label: "environment", values: ProcessInfo.processInfo.environment)
    }

    /// `.env` in the working directory, if there is one.
    static func environmentFile() throws(SettingsError) -> SettingsSource {
        SettingsSource(label: ".env", values: try EnvironmentFile.values(atPath: ".env"))
    }

    /// The text of a setting such as `QUERY_BIND`; nil when it is not here. An empty one counts as not here: compose
    /// files and units pass what is not set as empty.
    func text(of name: String) -> String? {
        let key = ConfigKey(name.lowercased().split(separator: "_").map(String.init))
        guard let text = reader.string(forKey: key, isSecret: true), !text.isEmpty else { return nil }
        return text
    }
}
