import Foundation

/// Reads settings one by one, from flags before the environment before `.env`, and collects all that is wrong with them.
///
/// ```swift
/// var settings = try SettingsReader(flags: arguments)
/// let database = DatabaseSettings(&settings)
/// let currency = settings.value("CURRENCY", default: "USD", expecting: "an ISO 4217 code") { Currency(code: $0) }
/// try settings.finish()
/// ```
///
/// Until `finish()` has returned, a value may be a stand-in for one that was refused. Secrets may also come from a file
/// named by `NAME_FILE`, without the newline at its end.
package struct SettingsReader: Sendable {
    /// What was read, in order, for `check-config`.
    package private(set) var report: [Entry] = []

    private let sources: [SettingsSource]
    private var problems: [String] = []

    /// One setting that was read.
    package struct Entry: Sendable, Equatable {
        package let name: String
        /// As it may be shown: `•••` for a secret.
        package let value: String
        /// `flag`, `environment`, `.env`, `file` or `default`.
        package let source: String
    }

    /// - Parameter flags: the command line's, as `SettingFlags` takes them.
    package init(flags: [String]) throws(SettingsError) {
        let flags = SettingsSource(label: "flag", values: try SettingFlags.parse(flags), isStrict: true)
        sources = [flags, .environment(), try .environmentFile()]
    }

    /// Settings that stand in the code, for tests.
    package init(values: [String: String]) { sources = [SettingsSource(label: "environment", values: values)] }

    /// A setting with a default.
    /// - Parameter expected: completes the sentence "NAME must be …".
    package mutating func value<Value>(
        _ name: String, default standard: String, expecting expected: String, parse: (String) -> Value?
    ) -> Value {
        guard let fallback = parse(standard) else { preconditionFailure("the default of \(name) does not parse") }
        return optional(name, expecting: expected, shownDefault: standard, parse: parse) ?? fallback
    }

    /// A setting that may be absent.
    package mutating func optional<Value>(
        _ name: String, expecting expected: String, shownDefault: String = "", parse: (String) -> Value?
    ) -> Value? {
        guard let (text, source) = find(name) else {
            record(name, shownDefault, source: "default")
            return nil
        }
        record(name, text, source: source)
        guard let value = parse(text) else {
            problems.append("\(name) must be \(expected), not \"\(text)\".")
            return nil
        }
        return value
    }

    /// A secret from `NAME`, or from the file that `NAME_FILE` names; nil when neither is there.
    private mutating func secret<Value>(
        _ name: String, expecting expected: String, parse: (String) -> Value?
    ) -> Secret<Value>? {
        guard let (text, source) = findSecret(name) else { return nil }
        record(name, "•••", source: source)
        guard let value = parse(text) else {
            // The text itself is not shown.
            problems.append("\(name) must be \(expected).")
            return nil
        }
        return Secret(value)
    }

    /// A secret that must be there.
    package mutating func requiredSecret<Value>(
        _ name: String, expecting expected: String, standIn: Value, parse: (String) -> Value?
    ) -> Secret<Value> {
        let known = problems.count
        if let secret = secret(name, expecting: expected, parse: parse) { return secret }
        if problems.count == known { problems.append("\(name) is not set: it must be \(expected).") }
        return Secret(standIn)
    }

    /// A secret that may be absent.
    package mutating func optionalSecret<Value>(
        _ name: String, expecting expected: String, parse: (String) -> Value?
    ) -> Secret<Value>? {
        let known = report.count
        let secret = secret(name, expecting: expected, parse: parse)
        if report.count == known { record(name, "", source: "default") }
        return secret
    }

    /// Adds what is wrong between settings that are each right.
    package mutating func refuse(_ sentence: String) { problems.append(sentence) }

    /// Throws `SettingsError` with everything that was wrong, flags that nobody read included.
    package func finish() throws(SettingsError) {
        let known = Set(report.map(\.name))
        let unknown = sources.flatMap(\.strictNames).filter { name in
            !known.contains(name) && !(name.hasSuffix("_FILE") && known.contains(String(name.dropLast(5))))
        }
        let flags = unknown.sorted().map { "--\($0.lowercased().replacing("_", with: "-")) is not a setting." }
        guard problems.isEmpty, flags.isEmpty else { throw SettingsError(problems: problems + flags) }
    }

    private mutating func record(_ name: String, _ value: String, source: String) {
        report.append(Entry(name: name, value: value, source: source))
    }

    private func find(_ name: String) -> (text: String, source: String)? {
        for source in sources {
            if let text = source.text(of: name) { return (text, source.label) }
        }
        return nil
    }

    private mutating func findSecret(_ name: String) -> (text: String, source: String)? {
        let direct = find(name)
        guard let (path, _) = find("\(name)_FILE") else { return direct }
        guard direct == nil else {
            problems.append("\(name) and \(name)_FILE are both set: leave one out.")
            return nil
        }
        guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
        else {
            problems.append("\(name)_FILE names \"\(path)\", which cannot be read as text.")
            return nil
        }
        return (text.hasSuffix("\n") ? String(text.dropLast()) : text, "file")
    }
}
