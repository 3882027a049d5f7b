import Postgres

/// By which rule products match a search: first as it was typed, and only when that finds nothing with typos forgiven.
enum SearchMatch: Sendable {
    case exact
    case typos

    /// The condition on `products p`; false when there is not a single word.
    func condition(_ search: SearchWords) -> Statement {
        guard !search.words.isEmpty else { return "false" }
        switch self {
        case .exact: return "p.search @@ to_tsquery('simple', normalize(\(search.prefixQuery), NFC))"
        case .typos: return Self.lowThreshold + " AND " + search.words.map(Self.resembles).joined(separator: " AND ")
        }
    }

    /// How well a product matches; greater is better.
    func rank(_ search: SearchWords) -> Statement {
        guard !search.words.isEmpty else { return "0::float8" }
        switch self {
        case .exact:
            return "ts_rank(p.search, to_tsquery('simple', normalize(\(search.prefixQuery), NFC)))::float8"
        case .typos:
            let similarities: [Statement] = search.words.map { "word_similarity(normalize(\($0), NFC), p.search_text)" }
            return "(" + similarities.joined(separator: " + ") + ")::float8"
        }
    }

    /// The index finds words by shared trigrams, and two letters exchanged in a word of six leave it 43 % of them. The
    /// setting holds for this statement only: PostgreSQL evaluates the subquery once, before it scans.
    private static let lowThreshold: Statement =
        "(SELECT set_config('pg_trgm.word_similarity_threshold', '0.4', true)) IS NOT NULL"

    /// A word as a prefix, or a word that few edits make out of it.
    private static func resembles(_ word: String) -> Statement {
        let exact: Statement = "p.search @@ to_tsquery('simple', normalize(\(SearchWords.prefixQuery(word)), NFC))"
        let edits = allowedEdits(word)
        guard edits > 0 else { return exact }
        let close: Statement = """
            normalize(\(word), NFC) <% p.search_text AND EXISTS (
                SELECT FROM unnest(string_to_array(p.search_text, ' ')) AS t (word)
                WHERE levenshtein_less_equal(left(t.word, 64), normalize(\(word), NFC), \(edits)) <= \(edits))
            """
        return "(" + exact + " OR (" + close + "))"
    }

    /// Two letters exchanged are two edits. Short words resemble too many others; the longest are no words.
    private static func allowedEdits(_ word: String) -> Int32 {
        switch word.unicodeScalars.count {
        case ..<4: 0
        case 4: 1
        case ...64: 2
        default: 0
        }
    }
}
