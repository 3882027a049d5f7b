import CLibpq

/// A finished statement's rows, in libpq's memory, which it owns.
package struct StatementResult: ~Copyable {
    private let result: OpaquePointer

    init(owning result: OpaquePointer) { self.result = result }

    deinit { PQclear(result) }

    var status: ExecStatusType { PQresultStatus(result) }

    package var rowCount: Int { Int(PQntuples(result)) }

    /// How many rows the statement inserted, updated, deleted or selected; 0 for other statements.
    package var affectedRows: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

    /// The command tag: `INSERT 0 1`, `COMMIT`, …
    var commandTag: String { String(cString: PQcmdStatus(result)) }

    /// Reads all columns of the row at `index`.
    package func row<Value>(_ index: Int, _ read: (inout Row) throws -> Value) throws -> Value {
        var row = Row(result: result, index: Int32(index))
        let value = try read(&row)
        if let column = row.firstUnreadColumn {
            throw PostgresError.decoding(DecodingFailure(.unreadColumns, expected: "\(Value.self)", column: column))
        }
        return value
    }

    /// All rows, each read to its last column.
    package func rows<Value>(_ read: (inout Row) throws -> Value) throws -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(rowCount)
        for index in 0..<rowCount { values.append(try row(index, read)) }
        return values
    }

    /// The first row, read to its last column; nil when there is none.
    package func firstRow<Value>(_ read: (inout Row) throws -> Value) throws -> Value? {
        rowCount > 0 ? try row(0, read) : nil
    }

    /// What the server refused with; nil also when it is libpq that speaks, about a connection that broke.
    var serverError: ServerError? {
        guard let sqlState = field("C") else { return nil }
        return ServerError(
            sqlState: SQLState(rawValue: sqlState), message: field("M") ?? "", detail: field("D"),
            constraint: field("n"), table: field("t"), column: field("c"))
    }

    /// Whether the server ends the session with this error.
    var isFatal: Bool {
        let severity = field("V")
        return severity == "FATAL" || severity == "PANIC" || field("C") == nil
    }

    /// The message as libpq formats it, for the log entry about a broken connection.
    var errorMessage: String { String(cString: PQresultErrorMessage(result)) }

    /// A field of an error (`PG_DIAG_…`, "Error and Notice Message Fields" of the protocol).
    private func field(_ code: Character) -> String? {
        guard let ascii = code.asciiValue, let text = PQresultErrorField(result, Int32(ascii)) else { return nil }
        return String(cString: text)
    }
}
