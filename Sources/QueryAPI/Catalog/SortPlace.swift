import Domain
import JSON
import Postgres
import WebAPI

/// A place in an ordered list: the sort key and the id of the product that a page ended with.
struct SortPlace: Sendable {
    /// The key as a bound value of its column's type.
    let key: Statement
    let id: ProductID

    /// Reads what `values(key:id:)` gave. Throws `bad-cursor` for anything else.
    init(_ values: [JSONValue], _ ordering: ProductOrdering.Key) throws(Problem) {
        guard values.count == 2, let text = values[0].stringValue, let id = values[1].integerValue,
            let key = Self.bind(text, ordering)
        else { throw Problem(.badCursor) }
        self.key = key
        self.id = ProductID(id)
    }

    /// What a cursor seals.
    static func values(key: String, id: ProductID) -> [JSONValue] {
        [.string(key), .number(JSONNumber(id.rawValue))]
    }

    private static func bind(_ text: String, _ ordering: ProductOrdering.Key) -> Statement? {
        switch ordering {
        case .name: "\(text)"
        case .price, .stock: Int64(text).map { "\($0)" }
        case .createdAt: Int64(text).map { "\(Timestamp(microseconds: $0))" }
        case .relevance: Double(text).map { "\($0)" }
        }
    }
}
