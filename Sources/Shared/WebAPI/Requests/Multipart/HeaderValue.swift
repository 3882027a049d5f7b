/// A header field's value with parameters behind it: `form-data; name="file"` (RFC 9110 §5.6.6).
struct HeaderValue: Sendable, Equatable {
    /// In lower case.
    let value: String
    private let parameters: [String: String]

    /// Nil when it is malformed, or a parameter comes twice.
    init?(parsing text: String) {
        var scanner = Scanner(text: Array(text.utf8))
        guard let value = scanner.value() else { return nil }
        var parameters: [String: String] = [:]
        while scanner.separator() {
            guard !scanner.isAtEnd else { break }
            guard let (name, value) = scanner.parameter(), parameters.updateValue(value, forKey: name) == nil else {
                return nil
            }
        }
        guard scanner.isAtEnd else { return nil }
        self.value = value
        self.parameters = parameters
    }

    /// A parameter, without the quotes it may stand in.
    subscript(name: String) -> String? { parameters[name] }
}

private struct Scanner {
    let text: [UInt8]
    var place = 0

    var isAtEnd: Bool { place == text.count }

    /// The value itself: tokens, with slashes between them in a media type.
    mutating func value() -> String? {
        skipBlanks()
        let bytes = take { HeaderText.isToken($0) || $0 == UInt8(ascii: "/") }
        skipBlanks()
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self).lowercased()
    }

    /// Whether a semicolon was there; blanks around it are skipped.
    mutating func separator() -> Bool {
        guard place < text.count, text[place] == UInt8(ascii: ";") else { return false }
        place += 1
        skipBlanks()
        return true
    }

    mutating func parameter() -> (name: String, value: String)? {
        let name = take(HeaderText.isToken)
        guard !name.isEmpty, place < text.count, text[place] == UInt8(ascii: "=") else { return nil }
        place += 1
        guard let value = quoted() ?? token() else { return nil }
        skipBlanks()
        return (String(decoding: name, as: UTF8.self).lowercased(), value)
    }

    private mutating func token() -> String? {
        let bytes = take(HeaderText.isToken)
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// A string in quotes, in which a backslash stands before a quote or a backslash.
    private mutating func quoted() -> String? {
        guard place < text.count, text[place] == UInt8(ascii: "\"") else { return nil }
        var bytes: [UInt8] = []
        var index = place + 1
        while index < text.count, text[index] != UInt8(ascii: "\"") {
            // Browsers of old send a file's whole path: a backslash before anything else is one.
            if text[index] == UInt8(ascii: "\\"), index + 1 < text.count, [0x22, 0x5c].contains(text[index + 1]) {
                index += 1
            }
            bytes.append(text[index])
            index += 1
        }
        guard index < text.count, let value = String(validating: bytes, as: UTF8.self) else { return nil }
        place = index + 1
        return value
    }

    private mutating func skipBlanks() { _ = take { $0 == 0x20 || $0 == 0x09 } }

    private mutating func take(_ isWanted: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let taken = text[place...].prefix(while: isWanted)
        place = taken.endIndex
        return taken
    }
}

enum HeaderText {
    /// Whether a byte may be part of a token (RFC 9110 §5.6.2).
    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    /// Whether a byte may be part of a field's value (RFC 9110 §5.5); what is not ASCII has to be UTF-8 besides.
    static func isVisible(_ byte: UInt8) -> Bool { byte == 0x09 || (byte >= 0x20 && byte != 0x7f) }
}
