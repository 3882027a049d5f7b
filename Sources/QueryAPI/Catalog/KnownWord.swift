import Postgres

/// A word of a search, with the shop's own words that it may stand for.
///
/// PostgreSQL finds the products of a few whole words much faster than those of everything that begins with something.
/// So a beginning is put in the words that begin so, as long as they are few and all of them are known.
struct KnownWord: Sendable {
    /// One that the shop has in a name, a brand or a SKU.
    struct Alike: Sendable {
        let word: String
        let edits: Int64
    }

    let typed: String
    /// Those that begin with it, as `product_words` has them: one more than `mostBeginnings` stands for any number.
    let beginnings: [String]
    /// Some of them that are in names, brands or SKUs.
    let named: [String]
    /// The likest first.
    let alike: [Alike]

    static let mostBeginnings = 8
    static let mostAlike = 64

    /// Whole words come before others: one or two letters begin half of all words. What is last may not be finished.
    func asTyped(isLast: Bool) -> Statement {
        isLast || typed.utf8.count > 2
            ? beginning : "to_tsquery('simple', normalize(\(SearchWords.quoted(typed)), NFC))"
    }

    /// A narrower one in whole words, which many products match if many match at all; nil where there is none.
    func narrow(isLast: Bool) -> Statement? {
        let isBeginning = isLast || typed.utf8.count > 2
        return isBeginning && !areBeginningsKnown && !named.isEmpty ? Self.any(of: named, weights: "") : nil
    }

    /// Typos are looked for where a word tells most; descriptions have too many words that resemble others.
    var corrected: Statement {
        alike.isEmpty ? beginning : "(\(beginning) || \(Self.any(of: alike.map(\.word), weights: ":AB")))"
    }

    /// As it was typed if the shop has such words, or else put in those that the fewest edits make.
    var leastCorrected: Statement {
        guard beginnings.isEmpty, let least = alike.first?.edits else { return beginning }
        return Self.any(of: alike.filter { $0.edits == least }.map(\.word), weights: ":AB")
    }

    private var beginning: Statement {
        guard areBeginningsKnown else {
            return "to_tsquery('simple', normalize(\(SearchWords.prefixQuery(typed)), NFC))"
        }
        return Self.any(of: beginnings, weights: "")
    }

    /// None at all may also mean that PostgreSQL takes for many words what is one here.
    private var areBeginningsKnown: Bool {
        !beginnings.isEmpty && beginnings.count <= Self.mostBeginnings && !Self.hasDigits(typed)
            && !beginnings.contains(where: Self.hasDigits)
    }

    private static func any(of words: [String], weights: String) -> Statement {
        "\(words.map { SearchWords.quoted($0) + weights }.joined(separator: " | "))::tsquery"
    }

    /// Two letters exchanged are two edits. Short words resemble too many others, and a number that differs by a digit
    /// is another number; the longest are no words.
    static func allowedEdits(_ word: String) -> Int64 {
        if hasDigits(word) { return 0 }
        switch word.unicodeScalars.count {
        case ..<4: return 0
        case 4: return 1
        case ...64: return 2
        default: return 0
        }
    }

    private static func hasDigits(_ word: String) -> Bool { word.utf8.contains { (0x30...0x39).contains($0) } }
}
