import Events
import Postgres

/// Finds the shop's own words for those of a search.
struct FindWords {
    let search: SearchWords
    let spelling: Spelling

    /// What a change of would change the words found: any product may bring one, and only the likest corrections are
    /// looked for. What a word begins with makes no difference to what is found, only to how.
    var tags: [Tag] { spelling == .corrected ? [Tag(.membership, .all), Tag(.name, .all)] : [] }

    /// The head's position at that time comes with it; products that come later may have words that are not in it.
    /// Nil for a search without a single word.
    func match(_ database: Database) async throws -> (match: SearchMatch, asOf: Int64)? {
        guard !search.words.isEmpty else { return nil }
        let rows = try await database.query(
            statement.prepared("search_words"), as: (Int64, [String], [String], [String], [Int64]).self)
        let words = zip(search.words, rows).map { typed, row in
            KnownWord(
                typed: typed, beginnings: row.1, named: row.2,
                alike: zip(row.3, row.4).map { .init(word: $0, edits: $1) })
        }
        return (SearchMatch(words, spelling), rows.map(\.0).min() ?? Basis.nowhere)
    }

    /// Characters of a word that may be mistyped: the distance of longer ones is not known to PostgreSQL.
    private static let longestCorrected = 64

    /// A row for each word, in order. Only words that may be corrected are looked for by likeness. The index finds words by shared trigrams, and two letters exchanged in a word of six
    /// leave it 43 % of them. The setting holds for this statement only: PostgreSQL evaluates the subquery once, before
    /// it scans.
    var statement: Statement {
        let edits = search.words.map { spelling == .corrected ? KnownWord.allowedEdits($0) : 0 }
        return """
            SELECT (SELECT position FROM event_head),
                   ARRAY(SELECT DISTINCT known.word FROM product_words known
                         WHERE known.word >= typed.word AND known.word < typed.word || chr(1114111)
                         ORDER BY known.word LIMIT \(KnownWord.mostBeginnings + 1)),
                   ARRAY(SELECT DISTINCT known.word FROM product_words known
                         WHERE known.word >= typed.word AND known.word < typed.word || chr(1114111)
                           AND known.is_named AND known.word !~ '[0-9]'
                         ORDER BY known.word LIMIT \(KnownWord.mostBeginnings)),
                   coalesce(alike.words, '{}'), coalesce(alike.edits, '{}')
            FROM (SELECT normalize(word, NFC) AS word, edits::integer, place
                  FROM unnest(\(search.words), \(edits)) WITH ORDINALITY AS typed (word, edits, place)) AS typed
            LEFT JOIN LATERAL (
                SELECT array_agg(word ORDER BY edits, likeness DESC, word) AS words,
                       array_agg(edits::bigint ORDER BY edits, likeness DESC, word) AS edits
                FROM (
                    SELECT * FROM (
                        SELECT DISTINCT known.word, word_similarity(typed.word, known.word) AS likeness,
                               levenshtein_less_equal(left(known.word, 64), typed.word, typed.edits) AS edits
                        FROM product_words known
                        WHERE (SELECT set_config('pg_trgm.word_similarity_threshold', '0.4', true)) IS NOT NULL
                          AND typed.edits > 0 AND length(typed.word) <= \(Self.longestCorrected)
                          AND known.is_named AND known.word !~ '[0-9]' AND typed.word <% known.word) AS near
                    WHERE near.edits <= typed.edits
                    ORDER BY near.edits, near.likeness DESC, near.word
                    LIMIT \(KnownWord.mostAlike)) AS likest) AS alike ON true
            ORDER BY typed.place
            """
    }
}
