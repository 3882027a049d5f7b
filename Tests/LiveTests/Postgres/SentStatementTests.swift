import Postgres
import TestSupport
import Testing

@Suite("PostgreSQL: statements that are sent and not awaited")
struct SentStatementTests {
    @Test("they take effect in order, before what is awaited next, and before COMMIT")
    func effect() async throws {
        try await withTestDatabase(.empty) { database, _ in
            try await database.execute("CREATE TABLE t (a int)")
            try await database.transaction { transaction in
                try transaction.send("INSERT INTO t VALUES (1)")
                try transaction.send("UPDATE t SET a = a + 1")
                #expect(try await transaction.query("SELECT a FROM t", as: Int.self) == [2])
                try transaction.send("INSERT INTO t VALUES (3)")
            }
            #expect(try await database.query("SELECT a FROM t ORDER BY a", as: Int.self) == [2, 3])
        }
    }

    @Test("what is awaited next throws the refusal of one that was sent, not that the transaction has failed")
    func refusedBefore() async throws {
        try await withTestDatabase(.empty) { database, _ in
            try await database.execute("CREATE TABLE t (a int)")
            let error = await #expect(throws: PostgresError.self) {
                try await database.transaction { transaction in
                    try transaction.send("INSERT INTO t VALUES (1)")
                    try transaction.send("SELECT 1 / 0")
                    try transaction.send("INSERT INTO t VALUES (2)")
                    try await transaction.execute("INSERT INTO t VALUES (3)")
                }
            }
            #expect(error?.sqlState == .divisionByZero)
            #expect(try await database.first("SELECT count(*) FROM t", as: Int.self) == 0)
        }
    }

    @Test("so does the transaction, when nothing is awaited after it; the connection goes on")
    func refusedAtCommit() async throws {
        try await withTestDatabase(.empty) { configuration in
            configuration.transactionConnections = 1
        } _: { database, _ in
            try await database.execute("CREATE TABLE t (a int CONSTRAINT small CHECK (a < 10))")
            for _ in 0..<3 {
                let error = await #expect(throws: PostgresError.self) {
                    try await database.transaction { transaction in
                        try transaction.sendForXID()
                        let insert: Statement = "INSERT INTO t VALUES (\(10))"
                        try transaction.send(insert.prepared("insert"))
                    }
                }
                #expect(error?.violatedConstraint == "small")
            }
            #expect(try await database.first("SELECT count(*) FROM t", as: Int.self) == 0)
            #expect(database.statistics.transactionConnectionsIdle == 1)
        }
    }

    @Test("the transaction's id is known once anything later is answered")
    func xid() async throws {
        try await withTestDatabase(.empty) { database, _ in
            try await database.transaction { transaction in
                try transaction.sendForXID()
                let actual = try await transaction.first("SELECT pg_current_xact_id()", as: Int64.self)
                #expect(try await transaction.xid() == actual)
            }
        }
    }
}
