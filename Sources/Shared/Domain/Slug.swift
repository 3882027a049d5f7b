/// The readable name of a thing in an address: lower-case letters and digits of any script, words joined by `-`, at
/// most 100 characters (Unicode scalars, as in `Limits`), never something that could be taken for an id or for a route of its own.
package struct Slug: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package var description: String { text }

    package static let maximumLength = 100

    /// Words that are routes beside `/{id or slug}/`.
    package static let reserved: Set<String> = ["featured", "facets", "import", "export", "root", "null"]

    /// Takes a slug a person chose; nil unless it is one already: `[letters digits -]`, lower case, no `-` at an end or
    /// twice in a row, not all digits, not reserved, at most 100 characters.
    package init?(parsing text: String) {
        guard !text.isEmpty, text == Slug.words(of: text), !Slug.collides(text),
            text.unicodeScalars.count <= Slug.maximumLength
        else { return nil }
        self.text = text
    }

    /// Makes a slug from a name. A name without letters or digits gives `fallback` (such as `product`); one that would
    /// collide with an id or a route gets `fallback-` before it. Uniqueness is the database's to keep.
    package init(naming name: String, fallback: String) {
        let words = Slug.cut(Slug.words(of: name), to: Slug.maximumLength)
        if words.isEmpty {
            text = fallback
        } else {
            text = Slug.collides(words) ? Slug.cut("\(fallback)-\(words)", to: Slug.maximumLength) : words
        }
    }

    /// The slug with a number after it, for the next try when it is taken: `boots`, `boots-2`, `boots-3`.
    package func numbered(_ number: Int) -> String {
        let suffix = "-\(number)"
        return Slug.cut(text, to: Slug.maximumLength - suffix.count) + suffix
    }

    /// As many whole characters as have `limit` scalars together (an accent is never cut off its letter), without a `-`
    /// at the end.
    private static func cut(_ text: String, to limit: Int) -> String {
        var length = 0
        var kept = text.prefix { character in
            length += character.unicodeScalars.count
            return length <= limit
        }
        while kept.last == "-" { kept.removeLast() }
        return String(kept)
    }

    private static func collides(_ text: String) -> Bool {
        reserved.contains(text) || text.utf8.allSatisfy { (48...57).contains($0) }
    }

    private static func words(of name: String) -> String {
        var result = ""
        var pendingDash = false
        for character in name.lowercased() {
            if character == "'" || character == "\u{2019}" { continue }
            if character.isLetter || character.isNumber {
                if pendingDash, !result.isEmpty { result.append("-") }
                pendingDash = false
                result.append(character)
            } else {
                pendingDash = true
            }
        }
        return result
    }
}
