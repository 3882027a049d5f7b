import Domain
import JSON

/// A path of categories as one text, for CSV: names with `>` between them, or else a JSON array of names, for those that
/// would not come back as they are.
enum CategoryText {
    /// Room for the longest path, each of its characters escaped.
    static let maximumLength = Limits.categoryName * Limits.categoryDepth * 6

    /// The names that a text means.
    static func names(of text: String) -> [String] {
        JSONTexts.parse(text) ?? text.split(separator: ">", omittingEmptySubsequences: false).map(String.init)
    }

    /// The text that means these names, root first.
    static func text(of names: [String]) -> String {
        let plain = names.joined(separator: " > ")
        // A text that could be a slug is one.
        let comesBack = Slug(parsing: plain) == nil && Self.names(of: plain).map(\.trimmed) == names
        return comesBack || names.isEmpty ? plain : JSONTexts.text(of: names)
    }
}

/// Images' URLs as one text, for CSV: with blanks between them, or else a JSON array, for those with blanks in them.
enum ImageText {
    static func urls(of text: String) -> [String] {
        JSONTexts.parse(text) ?? text.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    static func text(of urls: [String]) -> String {
        let plain = urls.joined(separator: " ")
        return Self.urls(of: plain) == urls ? plain : JSONTexts.text(of: urls)
    }
}

/// A JSON array of texts within a text.
private enum JSONTexts {
    /// Nil when the text is anything else.
    static func parse(_ text: String) -> [String]? {
        guard text.utf8.first == UInt8(ascii: "["), let values = try? JSONParser.parse(text.utf8).arrayValue else {
            return nil
        }
        let texts = values.compactMap(\.stringValue)
        return texts.count == values.count ? texts : nil
    }

    static func text(of texts: [String]) -> String {
        var json = JSONWriter()
        json.array { json in
            for text in texts { json.value(text) }
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
