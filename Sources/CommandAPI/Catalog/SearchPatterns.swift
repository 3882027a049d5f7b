/// What a search looks for in a text, in lower case.
enum SearchPatterns {
    /// A `LIKE` pattern for each word: it occurs somewhere.
    static func words(of search: String) -> [String] {
        search.lowercased().split(whereSeparator: \.isWhitespace).map { "%" + escaped($0) + "%" }
    }

    private static func escaped(_ word: Substring) -> String {
        var text = ""
        for character in word {
            if character == "%" || character == "_" || character == "\\" { text.append("\\") }
            text.append(character)
        }
        return text
    }
}
