import Foundation

/// A file of lines `NAME=value`, as shells and compose read them: `export` before the name, quotes around the value,
/// blank lines and `#` comments are allowed.
enum EnvironmentFile {
    /// What the file at `path` holds; nothing when it is not there. Throws when it is there but cannot be read.
    static func values(atPath path: String) throws(SettingsError) -> [String: String] {
        guard FileManager.default.fileExists(atPath: path) else { return [:] }
        guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
        else {
            throw SettingsError(problems: ["\(path) cannot be read as text."])
        }
        return parse(text)
    }

    /// Of equal names the last wins.
    static func parse(_ text: String) -> [String: String] {
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            var line = line.drop(while: \.isWhitespace)
            guard !line.hasPrefix("#") else { continue }
            if line.hasPrefix("export ") { line = line.dropFirst(7).drop(while: \.isWhitespace) }
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else { continue }
            values[String(parts[0])] = unquoted(parts[1])
        }
        return values
    }

    private static func unquoted(_ value: Substring) -> String {
        let text = value.trimmingCharacters(in: .whitespaces)
        guard text.count >= 2, let quote = text.first, "\"'".contains(quote), text.last == quote else { return text }
        return String(text.dropFirst().dropLast())
    }
}
