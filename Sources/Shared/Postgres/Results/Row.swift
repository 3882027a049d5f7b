import CLibpq

/// One row, read column by column from the left. It lives only while its result is being read.
package struct Row: ~Copyable {
    private let result: OpaquePointer
    private let index: Int32
    private let columnCount: Int32
    private var column: Int32 = 0

    init(result: OpaquePointer, index: Int32) {
        self.result = result
        self.index = index
        columnCount = PQnfields(result)
    }

    /// The next column's value.
    ///
    /// - Throws: `PostgresError.decoding` when there is none, it has another type, or it is NULL and `Value` is not
    ///   optional.
    package mutating func next<Value: PostgresDecodable>(_ type: Value.Type = Value.self) throws(PostgresError) -> Value
    {
        guard column < columnCount else {
            throw .decoding(DecodingFailure(.missingColumn, expected: "\(Value.self)"))
        }
        defer { column += 1 }
        do {
            return try Value(from: cell)
        } catch {
            var failure = error
            failure.column = name(of: column)
            throw .decoding(failure)
        }
    }

    /// Passes over the columns that are left: those of a LEFT JOIN that found nothing.
    package mutating func skipRest() { column = columnCount }

    var firstUnreadColumn: String? { column < columnCount ? name(of: column) : nil }

    private var cell: Cell {
        let type = PostgresType(rawValue: PQftype(result, column))
        let isNull = PQgetisnull(result, index, column) == 1
        let value = UnsafeRawBufferPointer(
            start: PQgetvalue(result, index, column), count: Int(PQgetlength(result, index, column)))
        return Cell(type: type, value: isNull ? nil : value)
    }

    private func name(of column: Int32) -> String? { PQfname(result, column).map { String(cString: $0) } }
}

/// A struct that reads itself from a row, its properties in the order of the select list:
///
///     init(from row: inout Row) throws {
///         id = try row.next()
///         name = try row.next()
///     }
package protocol RowDecodable: Sendable {
    /// Reads every column.
    init(from row: inout Row) throws
}
