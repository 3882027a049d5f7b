import Postgres

/// A row that begins with the head's position, read in the same statement.
struct Positioned<Record: RowDecodable>: RowDecodable {
    let position: Int64
    let record: Record

    init(from row: inout Row) throws {
        position = try row.next()
        record = try Record(from: &row)
    }
}

extension ReadLimiter {
    func rows<Record: RowDecodable>(_ statement: Statement, as type: Record.Type) async throws -> [Record] {
        try await read { try await $0.query(statement, as: type) }
    }

    /// The one row of a statement that always has one.
    func row<each Column: PostgresDecodable>(
        _ statement: Statement, as type: (repeat each Column).Type
    ) async throws -> (repeat each Column) {
        guard let row = try await read({ try await $0.first(statement, as: type) }) else {
            throw PostgresError.decoding(DecodingFailure(.missingColumn, expected: "a row"))
        }
        return row
    }
}
