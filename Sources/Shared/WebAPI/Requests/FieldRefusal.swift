import Domain

/// Why a value of a body or query is not taken, in words for the person who sent it. They follow the field's name.
struct FieldRefusal: Error {
    let message: String

    init(_ message: String) { self.message = message }

    static func outside(_ range: ClosedRange<Int>) -> FieldRefusal {
        FieldRefusal("must be from \(range.lowerBound) to \(range.upperBound)")
    }

    static func notOneOf<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) -> FieldRefusal
    where Choice.RawValue == String {
        FieldRefusal("must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
}

enum TextRules {
    /// Refuses what is too long (in Unicode scalars, as PostgreSQL counts), has U+0000, or is blank though it may not.
    static func check(_ text: String, limit: Int, allowsBlank: Bool) throws(FieldRefusal) {
        guard text.unicodeScalars.count <= limit else { throw FieldRefusal("has at most \(limit) characters") }
        guard !text.utf8.contains(0) else { throw FieldRefusal("must not have the character U+0000") }
        guard allowsBlank || text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
            throw FieldRefusal("must not be blank")
        }
    }

    static func trimmed(_ text: String) -> String {
        let start = text.drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}

enum MoneyRules {
    static func parse(_ text: String, _ currency: Currency) throws(FieldRefusal) -> Money {
        do {
            return try Money(parsing: text, currency: currency)
        } catch {
            switch error {
            case .notDecimal: throw FieldRefusal("must be an amount such as \"19.99\"")
            case .tooManyDigits(let allowed): throw FieldRefusal("has at most \(allowed) digits after the point")
            case .tooLarge: throw FieldRefusal("must be at most \(Money.maximumPrice.text(in: currency))")
            }
        }
    }
}
