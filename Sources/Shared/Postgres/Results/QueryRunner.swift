/// What can run statements: the database (each statement for itself), a transaction, a dedicated connection.
///
/// All of these throw `PostgresError`, or `CancellationError` promptly when the calling task is cancelled.
package protocol QueryRunner: Sendable {
    /// Runs one statement and reads its result where it arrived, before it is freed.
    ///
    /// - Parameter read: Runs on the connection's actor: it only decodes.
    nonisolated(nonsending) func run<Output: Sendable>(
        _ statement: Statement, read: @escaping @Sendable (borrowing StatementResult) throws -> Output
    ) async throws -> Output
}

extension QueryRunner {
    /// All rows, as a row type.
    nonisolated(nonsending) package func query<R: RowDecodable>(
        _ statement: Statement, as type: R.Type = R.self
    ) async throws -> [R] {
        try await run(statement) { result in try result.rows { row in try R(from: &row) } }
    }

    /// The values of the only column: `as: Int.self`.
    nonisolated(nonsending) package func query<Column: PostgresDecodable>(
        _ statement: Statement, as type: Column.Type
    ) async throws -> [Column] {
        try await run(statement) { result in try result.rows { row in try row.next(Column.self) } }
    }

    /// All rows, as tuples: `as: (ProductID, String).self`.
    nonisolated(nonsending) package func query<each Column: PostgresDecodable>(
        _ statement: Statement, as type: (repeat each Column).Type
    ) async throws -> [(repeat each Column)] {
        try await run(statement) { result in
            try result.rows { row in (repeat try row.next((each Column).self)) }
        }
    }

    /// The first row as a row type; nil when there is none.
    nonisolated(nonsending) package func first<R: RowDecodable>(
        _ statement: Statement, as type: R.Type = R.self
    ) async throws -> R? {
        try await run(statement) { result in try result.firstRow { row in try R(from: &row) } }
    }

    /// The only column of the first row; nil when there is no row. For a column that may be NULL: `as: Int?.self`.
    nonisolated(nonsending) package func first<Column: PostgresDecodable>(
        _ statement: Statement, as type: Column.Type
    ) async throws -> Column? {
        try await run(statement) { result in try result.firstRow { row in try row.next(Column.self) } }
    }

    /// The first row as a tuple; nil when there is none.
    nonisolated(nonsending) package func first<each Column: PostgresDecodable>(
        _ statement: Statement, as type: (repeat each Column).Type
    ) async throws -> (repeat each Column)? {
        try await run(statement) { result in
            try result.firstRow { row in (repeat try row.next((each Column).self)) }
        }
    }

    /// The row of a statement that always gives one, such as `INSERT … RETURNING`, as a row type.
    ///
    /// - Throws: `PostgresError.decoding` when there is none.
    nonisolated(nonsending) package func one<R: RowDecodable>(
        _ statement: Statement, as type: R.Type = R.self
    ) async throws -> R {
        try Self.present(try await first(statement, as: type))
    }

    /// The only column of a statement that always gives a row.
    ///
    /// - Throws: `PostgresError.decoding` when there is none.
    nonisolated(nonsending) package func one<Column: PostgresDecodable>(
        _ statement: Statement, as type: Column.Type
    ) async throws -> Column {
        try Self.present(try await first(statement, as: type))
    }

    /// The row of a statement that always gives one, as a tuple.
    ///
    /// - Throws: `PostgresError.decoding` when there is none.
    nonisolated(nonsending) package func one<each Column: PostgresDecodable>(
        _ statement: Statement, as type: (repeat each Column).Type
    ) async throws -> (repeat each Column) {
        try Self.present(try await first(statement, as: type))
    }

    private static func present<Value>(_ value: Value?) throws(PostgresError) -> Value {
        guard let value else { throw .decoding(DecodingFailure(.missingRow, expected: "\(Value.self)")) }
        return value
    }

    /// Runs a statement for its effect.
    ///
    /// - Returns: How many rows it affected.
    @discardableResult
    nonisolated(nonsending) package func execute(_ statement: Statement) async throws -> Int {
        try await run(statement) { result in result.affectedRows }
    }
}
