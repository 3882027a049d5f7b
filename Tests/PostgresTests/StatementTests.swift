import Domain
import Testing

@testable import Postgres

@Suite("Statements")
struct StatementTests {
    @Test("what is interpolated becomes a bind, never text")
    func interpolation() {
        let name = "'; DROP TABLE users; --"
        let statement: Statement = "SELECT id FROM users WHERE name = \(name) AND id > \(ProductID(7))"
        #expect(statement.sql == "SELECT id FROM users WHERE name = $1 AND id > $2")
        #expect(statement.parameters.types == [PostgresType.text.rawValue, PostgresType.int8.rawValue])
    }

    @Test("fragments are composed with their binds numbered anew")
    func composition() {
        var filters: [Statement] = ["price >= \(1)"]
        filters.append("brand_id = ANY(\([Int64(3), 4]))")
        let order: Statement = "ORDER BY name"
        var statement: Statement = "SELECT id FROM products WHERE \(filters.joined(separator: " AND ")) \(order)"
        statement += " LIMIT \(20)"
        #expect(
            statement.sql
                == "SELECT id FROM products WHERE price >= $1 AND brand_id = ANY($2) ORDER BY name LIMIT $3")
        #expect(statement.parameters.count == 3)
        #expect(statement.parameters.lengths == [8, 44, 8])
    }

    @Test("nil is bound as NULL of the value's type, and an empty text as an empty text")
    func nulls() {
        let statement: Statement = "VALUES (\(nil as Int32?), \("" as String?))"
        #expect(statement.parameters.types == [PostgresType.int4.rawValue, PostgresType.text.rawValue])
        #expect(statement.parameters.lengths == [-1, 0])
    }

    @Test("a statement prints without its values")
    func printing() {
        let statement: Statement = "SELECT \("hunter2")"
        #expect("\(statement)" == "SELECT $1")
        #expect(String(reflecting: statement) == "SELECT $1")
    }
}

@Suite("Prepared statements")
struct PreparedStatementsTests {
    private func key(_ statement: Statement) throws -> PreparedStatements.Key {
        try #require(statement.prepared("get").preparedKey)
    }

    @Test("a statement is new once, and again after it was forgotten, under another name")
    func once() throws {
        var prepared = PreparedStatements()
        let key = try key("SELECT \(1)")
        #expect(prepared.lookUp(key) == .new("1_get"))
        #expect(prepared.lookUp(key) == .prepared("1_get"))
        prepared.forget(key)
        #expect(prepared.lookUp(key) == .new("2_get"))
    }

    @Test("the same name with another text or other types is another statement")
    func distinct() throws {
        var prepared = PreparedStatements()
        #expect(prepared.lookUp(try key("SELECT \(1)")) == .new("1_get"))
        #expect(prepared.lookUp(try key("SELECT \("one")")) == .new("2_get"))
        #expect(prepared.lookUp(try key("SELECT 0, \(1)")) == .new("3_get"))
        #expect(prepared.lookUp(try key("SELECT \(2)")) == .prepared("1_get"))
    }

    @Test("their number is bounded")
    func bounded() throws {
        var prepared = PreparedStatements()
        for index in 0..<PreparedStatements.maximumCount {
            _ = prepared.lookUp(try key(Statement(unsafeSQL: "SELECT \(index)")))
        }
        #expect(prepared.lookUp(try key("SELECT -1")) == .full)
    }
}
