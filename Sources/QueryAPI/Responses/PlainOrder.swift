import JSON
import Postgres
import WebAPI

/// How a plain list is ordered: by one column that is never null, ties by id in the same direction.
struct PlainOrder: Sendable {
    let key: Statement
    /// The column's type, into which a cursor's text is cast.
    let type: Statement
    let isDescending: Bool

    static func byCreation(_ table: Statement, isDescending: Bool) -> PlainOrder {
        PlainOrder(key: "\(table).created_at", type: "timestamptz", isDescending: isDescending)
    }

    /// What a cursor seals: the last row's key, as PostgreSQL writes it, and its id.
    static func place(key: String, id: Int64) -> [JSONValue] { [.string(key), .number(JSONNumber(id))] }

    /// Selects what comes after a sealed place. Throws `bad-cursor` for values that `place` did not give.
    func condition(_ values: [JSONValue], _ idColumn: Statement) throws(Problem) -> Statement {
        guard values.count == 2, let text = values[0].stringValue, let id = values[1].integerValue else {
            throw Problem(.badCursor)
        }
        let comparison: Statement = isDescending ? "<" : ">"
        return "(\(key), \(idColumn)) \(comparison) (\(text)::text::\(type), \(Int64(id)))"
    }
}
