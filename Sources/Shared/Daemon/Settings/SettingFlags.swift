/// Settings given as flags: `--query-bind 127.0.0.1:9000` or `--query-bind=127.0.0.1:9000` for `QUERY_BIND`.
enum SettingFlags {
    static func parse(_ arguments: [String]) throws(SettingsError) -> [String: String] {
        var values: [String: String] = [:]
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--"), argument.count > 2 else {
                throw SettingsError(problems: ["\(argument) is not a flag; settings are given as --name value."])
            }
            let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts[0].uppercased().replacing("-", with: "_")
            if parts.count == 2 {
                values[name] = String(parts[1])
            } else if let value = rest.popFirst() {
                values[name] = value
            } else {
                throw SettingsError(problems: ["\(argument) needs a value."])
            }
        }
        return values
    }
}
