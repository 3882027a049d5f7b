/// The kinds of values that many settings share.
extension SettingsReader {
    /// Any text.
    package mutating func text(_ name: String, default standard: String) -> String {
        value(name, default: standard, expecting: "a text") { $0 }
    }

    /// A whole number within a range.
    package mutating func integer(_ name: String, default standard: Int, in range: ClosedRange<Int>) -> Int {
        value(name, default: "\(standard)", expecting: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        {
            Int($0).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A whole number of seconds.
    package mutating func seconds(_ name: String, default standard: Int, in range: ClosedRange<Int>) -> Duration {
        let expected = "a whole number of seconds from \(range.lowerBound) to \(range.upperBound)"
        return value(name, default: "\(standard)", expecting: expected) { text in
            Int(text).flatMap { range.contains($0) ? .seconds($0) : nil }
        }
    }

    /// A whole number of milliseconds.
    package mutating func milliseconds(_ name: String, default standard: Int, in range: ClosedRange<Int>) -> Duration {
        let expected = "a whole number of milliseconds from \(range.lowerBound) to \(range.upperBound)"
        return value(name, default: "\(standard)", expecting: expected) { text in
            Int(text).flatMap { range.contains($0) ? .milliseconds($0) : nil }
        }
    }

    /// A number of bytes, with `K`, `M` or `G` for powers of 1024: `65536`, `64K`, `256M`.
    package mutating func bytes(_ name: String, default standard: String, in range: ClosedRange<Int>) -> Int {
        let expected = "a number of bytes from \(range.lowerBound) to \(range.upperBound), such as 64K or 256M"
        return value(name, default: standard, expecting: expected) { text in
            let shift = ["K": 10, "M": 20, "G": 30][text.suffix(1).uppercased()] ?? 0
            guard let number = Int(shift == 0 ? text[...] : text.dropLast()), number >= 0, number <= Int.max >> shift
            else { return nil }
            return range.contains(number << shift) ? number << shift : nil
        }
    }

    /// `true`, `1` or `yes`; `false`, `0` or `no`.
    package mutating func boolean(_ name: String, default standard: Bool) -> Bool {
        value(name, default: "\(standard)", expecting: "true or false") { text in
            switch text.lowercased() {
            case "true", "1", "yes": true
            case "false", "0", "no": false
            default: nil
            }
        }
    }

    /// One of the names of an enumeration.
    package mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, default standard: Choice
    ) -> Choice where Choice.RawValue == String {
        let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        return value(name, default: standard.rawValue, expecting: "one of \(names)", parse: Choice.init(rawValue:))
    }

    /// Values between commas; blanks around them are dropped. Empty by default.
    /// - Parameter expected: completes "NAME must be a list of …".
    package mutating func list<Element>(
        _ name: String, expecting expected: String, parse: (String) -> Element?
    ) -> [Element] {
        optional(name, expecting: "a list of \(expected), with commas between") { text in
            let parts = text.split(separator: ",").map { $0.trimmingPrefix(while: \.isWhitespace) }
            let trimmed = parts.map { String($0.reversed().trimmingPrefix(while: \.isWhitespace).reversed()) }
            let elements = trimmed.filter { !$0.isEmpty }.map(parse)
            return elements.contains { $0 == nil } ? nil : elements.compactMap { $0 }
        } ?? []
    }

    /// Where to listen.
    package mutating func address(_ name: String, default standard: String) -> ListenAddress {
        value(name, default: standard, expecting: "an address with a port, such as 127.0.0.1:8080 or [::]:8080") {
            ListenAddress(parsing: $0)
        }
    }

    /// Whether a text is an address of one of the schemes that names something after `//`.
    static func isURL(_ text: String, schemes: [String]) -> Bool {
        schemes.contains { scheme in
            text.hasPrefix("\(scheme)://") && text.count > scheme.count + 3 && !text.contains { $0.isWhitespace }
        }
    }
}
