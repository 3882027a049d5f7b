import Events
import Testing

@testable import Postgres

@testable import QueryAPI

@Suite("The words that a search's words stand for")
struct KnownWordTests {
    private static let prefix = "to_tsquery('simple', normalize($1, NFC))"
    private static let words = "$1::tsquery"

    @Test(
        "a beginning is put in words only when all of them are known and few",
        arguments: [
            ("lam", ["lamp", "lamps"], words), ("lamp", ["lamp"], words),
            ("zork", [], prefix), ("ab", ["ab0", "abc"], prefix), ("ab12", ["ab12"], prefix),
            ("s", (0...KnownWord.mostBeginnings).map { "s\(String(repeating: "x", count: $0))" }, prefix),
        ] as [(String, [String], String)])
    func beginnings(typed: String, beginnings: [String], sql: String) {
        let word = KnownWord(typed: typed, beginnings: beginnings, named: [], alike: [])
        #expect(word.asTyped(isLast: true).sql == sql)
        #expect(word.corrected.sql == sql)
        #expect(word.leastCorrected.sql == sql)
    }

    @Test("where a beginning has too many words, those in names are looked for first")
    func narrow() {
        let many = (0...KnownWord.mostBeginnings).map { "lam\($0 == 0 ? "p" : String(repeating: "x", count: $0))" }
        let word = KnownWord(typed: "lam", beginnings: many, named: ["lamp"], alike: [])
        #expect(word.narrow(isLast: true).map(texts) == ["'lamp'"])
        #expect(KnownWord(typed: "lam", beginnings: many, named: [], alike: []).narrow(isLast: true) == nil)
        #expect(KnownWord(typed: "lam", beginnings: ["lamp"], named: ["lamp"], alike: []).narrow(isLast: true) == nil)
        let short = KnownWord(typed: "la", beginnings: many, named: ["lamp"], alike: [])
        #expect(short.narrow(isLast: false) == nil && short.narrow(isLast: true) != nil)
    }

    @Test("one or two letters are a whole word, unless they are the last ones")
    func short() {
        let word = KnownWord(typed: "7", beginnings: ["0"], named: [], alike: [])
        #expect(word.asTyped(isLast: false).sql == Self.prefix && word.asTyped(isLast: true).sql == Self.prefix)
        #expect(texts(word.asTyped(isLast: false)) == ["'7'"])
        #expect(texts(word.asTyped(isLast: true)) == ["'7':*"])
        let longer = KnownWord(typed: "7up", beginnings: ["0"], named: [], alike: [])
        #expect(texts(longer.asTyped(isLast: false)) == ["'7up':*"])
        let ideograph = KnownWord(typed: "\u{706F}", beginnings: [], named: [], alike: [])
        #expect(texts(ideograph.asTyped(isLast: false)) == ["'\u{706F}':*"])
    }

    @Test("corrections are looked for in names; the fewest edits count most, and none where the word is known")
    func corrections() {
        let alike = [("hose", 1), ("those", 1), ("shoes", 2)].map { KnownWord.Alike(word: $0, edits: $1) }
        let mistyped = KnownWord(typed: "shose", beginnings: [], named: [], alike: alike)
        #expect(texts(mistyped.corrected) == ["'shose':*", "'hose':AB | 'those':AB | 'shoes':AB"])
        #expect(texts(mistyped.leastCorrected) == ["'hose':AB | 'those':AB"])
        let known = KnownWord(typed: "shose", beginnings: ["shose"], named: [], alike: alike)
        #expect(texts(known.leastCorrected) == ["'shose'"])
    }

    @Test("words are quoted, whatever is in them")
    func quotes() { #expect(SearchWords.quoted(#"a'b\c"#) == #"'a''b\\c'"#) }

    @Test(
        "short words, numbers and what is longer than any word are not corrected",
        arguments: [("cat", 0), ("lamp", 1), ("shoes", 2), ("ab12x", 0), (String(repeating: "x", count: 65), 0)]
            as [(String, Int64)])
    func edits(word: String, edits: Int64) { #expect(KnownWord.allowedEdits(word) == edits) }

    @Test("corrections rest on all products, since each may bring a better one; what is as it was typed does not")
    func tags() throws {
        let search = try #require(SearchWords("shose"))
        #expect(FindWords(search: search, spelling: .asTyped).tags.isEmpty)
        #expect(
            FindWords(search: search, spelling: .corrected).tags
                == [Events.Tag(.membership, .all), Events.Tag(.name, .all)])
    }

    private func texts(_ statement: Statement) -> [String] {
        var rest = statement.parameters.bytes[...]
        return statement.parameters.lengths.map { length in
            defer { rest = rest.dropFirst(Int(length)) }
            return String(decoding: rest.prefix(Int(length)), as: UTF8.self)
        }
    }
}
