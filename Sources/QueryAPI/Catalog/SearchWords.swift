/// The words of a search: lower case, without apostrophes, cut at everything that is neither letter nor digit. The
/// schema's `search_words` cuts what is searched by the same rule, so that a SKU is found with and without its
/// punctuation. A word that comes again says nothing more.
struct SearchWords: Sendable, Hashable {
    /// Empty for a search of punctuation only, which finds nothing.
    let words: [String]

    /// Words past it are left out.
    private static let maximumCount = 16

    /// Nil for a blank text, which is no search at all.
    init?(_ text: String) {
        guard text.contains(where: { !$0.isWhitespace }) else { return nil }
        var scalars = String.UnicodeScalarView()
        for scalar in text.lowercased().unicodeScalars where scalar != "'" && scalar != "\u{2019}" {
            scalars.append(Self.isPartOfWord(scalar) ? scalar : " ")
        }
        var words: [String] = []
        for word in String(scalars).split(separator: " ").map(String.init) where !words.contains(word) {
            words.append(word)
            if words.count == Self.maximumCount { break }
        }
        self.words = words
    }

    var text: String { words.joined(separator: " ") }

    /// For `to_tsquery`: the word as a prefix.
    static func prefixQuery(_ word: String) -> String { quoted(word) + ":*" }

    /// As a `tsquery` has it. The quotes keep words of other scripts whole.
    static func quoted(_ word: String) -> String {
        "'" + word.replacing("\\", with: "\\\\").replacing("'", with: "''") + "'"
    }

    private static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber: true
        default: scalar.properties.isAlphabetic
        }
    }
}
