import Testing

@testable import QueryAPI

@Suite("Words of a search")
struct SearchWordsTests {
    @Test(
        "they are cut at everything that is neither letter nor digit",
        arguments: [
            ("Running SHOES", ["running", "shoes"]),
            ("AB-12/x_y", ["ab", "12", "x", "y"]),
            ("shoes red SHOES shoes", ["shoes", "red"]), ("men's", ["mens"]), ("men\u{2019}s", ["mens"]),
            ("\u{201C}shoes\u{201D}", ["shoes"]),
            ("caf\u{E9} 3.5", ["caf\u{E9}", "3", "5"]),
            ("\u{0939}\u{093F}\u{0928}\u{094D}\u{0926}\u{0940}", ["\u{0939}\u{093F}\u{0928}\u{094D}\u{0926}\u{0940}"]),
            ("'); DROP TABLE --", ["drop", "table"]),
        ])
    func cuts(text: String, words: [String]) {
        #expect(SearchWords(text)?.words == words)
    }

    @Test("a blank text is no search, and punctuation is one for nothing")
    func blanks() {
        #expect(SearchWords("  \t") == nil)
        #expect(SearchWords("-/-")?.words == [])
    }

    @Test("nothing in a query has a meaning to to_tsquery", arguments: ["a & !b", "x:*|y", "'\\''", "<-> (a)"])
    func isSafe(text: String) throws {
        let words = try #require(SearchWords(text)).words
        #expect(words.allSatisfy { $0.allSatisfy { $0.isLetter || $0.isNumber } })
    }
}
