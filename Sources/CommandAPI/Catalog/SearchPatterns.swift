import Postgres

/// What a search looks for in a text, in lower case.
enum SearchPatterns {
    /// A `LIKE` pattern for each word: it occurs somewhere.
    static func words(of search: String) -> [String] {
        search.lowercased().split(whereSeparator: \.isWhitespace).map { LikePattern.containing(String($0)) }
    }
}
