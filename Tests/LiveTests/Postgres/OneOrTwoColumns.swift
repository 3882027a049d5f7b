import Postgres

/// A row of a table that a test gives a second column.
struct OneOrTwoColumns: RowDecodable {
    let columns: Int

    init(from row: inout Row) throws {
        _ = try row.next(Int.self)
        let text: String? = try? row.next()
        columns = text == nil ? 1 : 2
    }
}
