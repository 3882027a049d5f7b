import Domain
import Postgres
import TestSupport
import Testing

@Suite("PostgreSQL: statements")
struct StatementExecutionTests {
    @Test("64 statements on one connection travel together, and each caller gets its own answer")
    func pipelining() async throws {
        try await withTestDatabase(.empty, configure: { $0.sharedConnections = 1 }) { database, _ in
            // Holds the one connection until all others are queued behind it on the server.
            let gate = try await Gate.closed(on: database)
            let answers = try await withThrowingTaskGroup(of: (Int, Int?).self) { group in
                group.addTask {
                    _ = try await database.first(gate.wait, as: Bool.self)
                    return (-1, -1)
                }
                for index in 0..<64 {
                    group.addTask { (index, try await database.first("SELECT \(index)", as: Int.self)) }
                }
                try await eventually("all are in flight") { database.statistics.statementsInFlight == 65 }
                try await gate.open()
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count == 65)
            #expect(answers.allSatisfy { $0.0 == $0.1 })
        }
    }

    @Test("a failing statement fails alone, whoever travels with it")
    func failsAlone() async throws {
        try await withTestDatabase(.empty, configure: { $0.sharedConnections = 1 }) { database, _ in
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for index in 0..<60 {
                    group.addTask {
                        let statement: Statement = "SELECT 10 / \(index % 3)"
                        let isPrepared = index % 2 == 0
                        do {
                            let value = try await database.first(
                                isPrepared ? statement.prepared("divide") : statement, as: Int.self)
                            return index % 3 != 0 && value == 10 / (index % 3)
                        } catch {
                            return index % 3 == 0 && (error as? PostgresError)?.sqlState == .divisionByZero
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count == 60)
            #expect(!outcomes.contains(false))
        }
    }

    @Test("a violated constraint keeps its name, table and SQLSTATE")
    func constraints() async throws {
        try await withTestDatabase(.empty) { database, _ in
            try await database.execute(
                """
                CREATE TABLE stock (
                    sku text CONSTRAINT stock_sku_unique UNIQUE, count int CONSTRAINT stock_not_negative CHECK (count >= 0)
                )
                """)
            #expect(try await database.execute("INSERT INTO stock VALUES ('a', 1), ('b', 2)") == 2)
            let unique = await #expect(throws: PostgresError.self) {
                try await database.execute("INSERT INTO stock VALUES (\("a"), 1)")
            }
            #expect(unique?.sqlState == .uniqueViolation)
            #expect(unique?.violatedConstraint == "stock_sku_unique")
            let check = await #expect(throws: PostgresError.self) {
                try await database.execute("UPDATE stock SET count = count - \(5) WHERE sku = \("a")")
            }
            #expect(check?.sqlState == .checkViolation)
            #expect(check?.violatedConstraint == "stock_not_negative")
            #expect(try await database.execute("UPDATE stock SET count = 0") == 2)
        }
    }

    @Test("a prepared statement survives a change of the columns it reads, and DISCARD ALL")
    func stalePlans() async throws {
        try await withTestDatabase(.empty, configure: { $0.sharedConnections = 1 }) { database, _ in
            try await database.execute("CREATE TABLE t AS SELECT 1 AS a")
            let all: Statement = "SELECT * FROM t"
            #expect(try await database.first(all.prepared("all"), as: OneOrTwoColumns.self)?.columns == 1)
            try await database.execute("ALTER TABLE t ADD b text DEFAULT 'b'")
            #expect(try await database.first(all.prepared("all"), as: OneOrTwoColumns.self)?.columns == 2)
            try await database.execute("DISCARD ALL")
            #expect(try await database.first(all.prepared("all"), as: OneOrTwoColumns.self)?.columns == 2)
        }
    }

    @Test("a prepared statement that cannot be parsed says so each time, and the connection goes on")
    func unparsable() async throws {
        try await withTestDatabase(.empty, configure: { $0.sharedConnections = 1 }) { database, _ in
            let wrong: Statement = "SELEC 1"
            for _ in 0..<3 {
                let error = await #expect(throws: PostgresError.self) {
                    try await database.execute(wrong.prepared("wrong"))
                }
                #expect(error?.sqlState == .syntaxError)
            }
            let one = try await database.first("SELECT 1", as: Int.self)
            #expect(one == 1)
        }
    }

    @Test("the server stops a statement that exceeds the deadline, and the connection goes on")
    func deadline() async throws {
        let short = { @Sendable (configuration: inout DatabaseConfiguration) in
            configuration.sharedConnections = 1
            configuration.statementDeadline = .seconds(2)
        }
        try await withTestDatabase(.empty, configure: short) { database, _ in
            let pid = { try await database.first("SELECT pg_backend_pid()", as: Int.self) }
            // Where the machine stands still just then, we give up before the server says so, and the connection ends.
            try await eventually("the server is quicker to give up") {
                let before = try await pid()
                await #expect(throws: PostgresError.deadlineExceeded) {
                    try await database.execute("SELECT pg_sleep(10)")
                }
                return try await pid() == before
            }
        }
    }

    @Test("a cancelled caller returns at once; its statement is left to end, and others are served")
    func cancellation() async throws {
        try await withTestDatabase(.empty, configure: { $0.sharedConnections = 1 }) { database, _ in
            let gate = try await Gate.closed(on: database)
            let waiting = Task { _ = try await database.first(gate.wait, as: Bool.self) }
            try await eventually("it is in flight") { database.statistics.statementsInFlight == 1 }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            #expect(database.statistics.statementsInFlight == 1)
            try await gate.open()
            #expect(try await database.first("SELECT 1", as: Int.self) == 1)
        }
    }

    @Test("beyond the pipeline's depth statements are refused, not queued")
    func bounded() async throws {
        let shallow = { @Sendable (configuration: inout DatabaseConfiguration) in
            configuration.sharedConnections = 1
            configuration.maximumPipelineDepth = 2
        }
        try await withTestDatabase(.empty, configure: shallow) { database, _ in
            let gate = try await Gate.closed(on: database)
            async let first = database.first(gate.wait, as: Bool.self)
            async let second = database.first("SELECT 2", as: Int.self)
            try await eventually("both are in flight") { database.statistics.statementsInFlight == 2 }
            await #expect(throws: PostgresError.busy) { try await database.first("SELECT 3", as: Int.self) }
            try await gate.open()
            _ = try await first
            #expect(try await second == 2)
        }
    }
}
