import Postgres

/// By which rule products match a search: as it was typed, or, when that finds nothing, with its typos corrected.
struct SearchMatch: Sendable {
    /// A `tsquery`.
    private let query: Statement
    /// A narrower one that takes less time; nil where there is none.
    private let narrow: Statement?
    /// The narrower one of the least corrections; nil for what is as it was typed.
    private let closest: Statement?

    /// - Parameter words: not empty.
    init(_ words: [KnownWord], _ spelling: Spelling) {
        switch spelling {
        case .asTyped:
            let terms = words.indices.map { words[$0].asTyped(isLast: $0 == words.count - 1) }
            let narrower = words.indices.map { words[$0].narrow(isLast: $0 == words.count - 1) }
            query = terms.joined(separator: " && ")
            narrow =
                narrower.contains { $0 != nil }
                ? zip(narrower, terms).map { $0 ?? $1 }.joined(separator: " && ") : nil
            closest = nil
        case .corrected:
            narrow = nil
            query = words.map(\.corrected).joined(separator: " && ")
            closest = words.map(\.leastCorrected).joined(separator: " && ")
        }
    }

    /// The condition on `products p`.
    var condition: Statement { "p.search @@ (\(query))" }

    /// A stronger one that takes less time to look for, and that frequent searches have many products for.
    var narrowCondition: Statement? { narrow.map { "p.search @@ (\($0))" } }

    /// The stronger one that all words are in the product's name, brand or SKU.
    var isNamed: Statement { "ts_filter(p.search, '{a,b}') @@ (\(query))" }

    /// How well a product matches, above zero; greater is better. The fewest corrections win.
    var rank: Statement {
        let rank: Statement = "ts_rank(p.search, \(query))::float8"
        return closest.map { rank + " + (p.search @@ (\($0)))::integer" } ?? rank
    }
}

/// How a search's words are taken.
enum Spelling: Sendable {
    case asTyped
    case corrected
}
