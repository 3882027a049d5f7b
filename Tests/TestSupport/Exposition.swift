/// A text of Prometheus' format 0.0.4, read by the letter of its grammar: whatever that does not allow is refused.
package struct Exposition {
    package struct Family: Equatable {
        package let name: String
        package let help: String
        package let type: String
        package var samples: [Sample] = []
    }

    package struct Sample: Equatable {
        package let name: String
        package let labels: [String: String]
        package let value: Double
    }

    package struct Malformed: Error, CustomStringConvertible {
        let line: String
        let reason: String
        package var description: String { "\(reason): \(line)" }
    }

    package private(set) var families: [String: Family] = [:]

    /// Throws `Malformed`.
    package init(_ text: String) throws {
        guard text.isEmpty || text.hasSuffix("\n") else {
            throw Malformed(line: String(text.suffix(40)), reason: "the last line does not end")
        }
        var current: Family?
        var help: (name: String, text: String)?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("# HELP ") {
                try close(current, line)
                current = nil
                help = try Self.help(line)
            } else if line.hasPrefix("# TYPE ") {
                current = try Self.family(line, help)
            } else {
                guard let name = current?.name else { throw Malformed(line: String(line), reason: "no type before it") }
                var scanner = SampleScanner(line)
                let sample = try scanner.sample()
                guard Self.belongs(sample, to: name, current?.type ?? "") else {
                    throw Malformed(line: String(line), reason: "it is of another family than \(name)")
                }
                guard
                    current?.samples.contains(where: { $0.name == sample.name && $0.labels == sample.labels }) == false
                else { throw Malformed(line: String(line), reason: "it is there twice") }
                current?.samples.append(sample)
            }
        }
        try close(current, "")
    }

    package func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        let all = families.values.flatMap(\.samples)
        return all.first { $0.name == name && $0.labels == labels }?.value
    }

    private mutating func close(_ family: Family?, _ line: Substring) throws {
        guard let family else { return }
        guard families[family.name] == nil else {
            throw Malformed(line: String(line), reason: "\(family.name) is in two places")
        }
        families[family.name] = family
    }

    private static func help(_ line: Substring) throws -> (name: String, text: String) {
        let parts = line.dropFirst("# HELP ".count).split(separator: " ", maxSplits: 1)
        guard parts.count == 2, isMetricName(parts[0]) else {
            throw Malformed(line: String(line), reason: "HELP has a name and a text")
        }
        return (String(parts[0]), try unescaped(parts[1], quotes: false, line))
    }

    private static func family(_ line: Substring, _ help: (name: String, text: String)?) throws -> Family {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 4, let help, parts[2] == help.name[...] else {
            throw Malformed(line: String(line), reason: "TYPE follows HELP of the same name")
        }
        guard ["counter", "gauge", "histogram", "summary", "untyped"].contains(String(parts[3])) else {
            throw Malformed(line: String(line), reason: "no such type")
        }
        return Family(name: help.name, help: help.text, type: String(parts[3]))
    }

    private static func belongs(_ sample: Sample, to family: String, _ type: String) -> Bool {
        guard type == "histogram" else { return sample.name == family && sample.labels["le"] == nil }
        return switch sample.name {
        case family + "_bucket": sample.labels["le"] != nil
        case family + "_sum", family + "_count": sample.labels["le"] == nil
        default: false
        }
    }

    package static func isMetricName(_ text: some StringProtocol) -> Bool {
        isName(text) { $0 == "_" || $0 == ":" || ("a"..."z").contains($0) || ("A"..."Z").contains($0) }
    }

    static func isLabelName(_ text: some StringProtocol) -> Bool {
        isName(text) { $0 == "_" || ("a"..."z").contains($0) || ("A"..."Z").contains($0) }
    }

    private static func isName(_ text: some StringProtocol, _ isLetter: (Unicode.Scalar) -> Bool) -> Bool {
        guard let first = text.unicodeScalars.first, isLetter(first) else { return false }
        return text.unicodeScalars.allSatisfy { isLetter($0) || ("0"..."9").contains($0) }
    }

    static func unescaped(_ text: some StringProtocol, quotes: Bool, _ line: Substring) throws -> String {
        var result = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            guard character == "\\" else {
                result.append(character)
                continue
            }
            switch rest.popFirst() {
            case "\\": result.append("\\")
            case "n": result.append("\n")
            case "\"" where quotes: result.append("\"")
            default: throw Malformed(line: String(line), reason: "no such escape")
            }
        }
        return result
    }
}

/// Reads one line: `name{label="value",…} value`.
private struct SampleScanner {
    private let line: Substring
    private var rest: Substring

    init(_ line: Substring) {
        self.line = line
        rest = line
    }

    mutating func sample() throws -> Exposition.Sample {
        let name = take { $0 != "{" && $0 != " " }
        guard Exposition.isMetricName(name) else { throw malformed("not a metric's name") }
        let labels = rest.first == "{" ? try labels() : [:]
        guard rest.popFirst() == " " else { throw malformed("a blank before the value") }
        guard let value = Self.number(rest) else { throw malformed("not a number") }
        return Exposition.Sample(name: String(name), labels: labels, value: value)
    }

    private mutating func labels() throws -> [String: String] {
        rest.removeFirst()
        var labels: [String: String] = [:]
        repeat {
            let name = take { $0 != "=" }
            guard Exposition.isLabelName(name), !name.hasPrefix("__") else { throw malformed("not a label's name") }
            guard rest.popFirst() == "=", rest.popFirst() == "\"" else { throw malformed("a quoted value") }
            guard labels.updateValue(try value(), forKey: String(name)) == nil else { throw malformed("a label twice") }
        } while rest.first == "," && rest.popFirst() != nil
        guard rest.popFirst() == "}" else { throw malformed("a closing brace") }
        return labels
    }

    private mutating func value() throws -> String {
        var raw = ""
        while let character = rest.popFirst() {
            if character == "\"" { return try Exposition.unescaped(raw, quotes: true, line) }
            raw.append(character)
            if character == "\\", let next = rest.popFirst() { raw.append(next) }
        }
        throw malformed("a value that ends")
    }

    private mutating func take(while condition: (Character) -> Bool) -> Substring {
        let taken = rest.prefix(while: condition)
        rest = rest.dropFirst(taken.count)
        return taken
    }

    private static func number(_ text: Substring) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": .nan
        default: text.contains { $0.isLetter && $0 != "e" } ? nil : Double(text)
        }
    }

    private func malformed(_ reason: String) -> Exposition.Malformed {
        Exposition.Malformed(line: String(line), reason: "expected \(reason)")
    }
}

extension Exposition {
    package init(bytes: [UInt8]) throws { try self.init(String(decoding: bytes, as: UTF8.self)) }
}
