import Domain

/// Why a record of an import file is not taken. The record is left out; the rest of the file goes on.
enum LineRefusal: Error, Equatable, Sendable {
    /// Not JSON, not an object, or not CSV as RFC 4180 has it.
    case malformed(String)
    case recordTooLong(maximum: Int)
    /// Absent, null or blank.
    case missing(field: String)
    case notTaken(field: String, expected: String)
    case tooLong(field: String, maximum: Int)
    case tooManyDigits(field: String, allowed: Int)
    case otherCurrency(String, shop: String)
    case unknownCategory(slug: String)
    case slugTaken(String)
    /// PostgreSQL would not store it.
    case notStored(String)

    /// The kind of refusal, without the particulars: what refusals are counted by.
    var kind: String {
        switch self {
        case .malformed: "not readable"
        case .recordTooLong: "record too long"
        case .missing(let field): "no \(field)"
        case .notTaken(let field, _): "bad \(field)"
        case .tooLong(let field, _): "\(field) too long"
        case .tooManyDigits: "too many digits"
        case .otherCurrency: "other currency"
        case .unknownCategory: "unknown category"
        case .slugTaken: "slug taken"
        case .notStored: "not stored"
        }
    }
}

extension LineRefusal: CustomStringConvertible {
    var description: String {
        switch self {
        case .malformed(let reason): reason
        case .recordTooLong(let maximum): "the record is longer than \(maximum) bytes"
        case .missing(let field): "no \(field)"
        case .notTaken(let field, let expected): "\(field): expected \(expected)"
        case .tooLong(let field, let maximum): "\(field): longer than \(maximum) characters"
        case .tooManyDigits(let field, let allowed): "\(field): too many digits, at most \(allowed) after the point"
        case .otherCurrency(let code, let shop): "currency: \(code), but the shop's is \(shop)"
        case .unknownCategory(let slug): "category: none has the slug \"\(slug)\""
        case .slugTaken(let slug): "slug: another product has \"\(slug)\""
        case .notStored(let reason): reason
        }
    }
}
