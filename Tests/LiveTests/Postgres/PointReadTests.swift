import Postgres
import TestSupport
import Testing

@Suite("PostgreSQL: point reads")
struct PointReadTests {
    /// Runs statements that were prepared before, all of which wait until the one before them is answered.
    private func together<Output: Sendable>(
        on database: Database, _ count: Int, meanwhile: () async throws -> Void = {},
        _ read: @escaping @Sendable (Database, Int) async throws -> Output
    ) async throws -> [Result<Output, any Error>] {
        let gate = try await Gate.closed(on: database)
        return try await withThrowingTaskGroup(of: (Int, Result<Output, any Error>)?.self) { group in
            group.addTask {
                _ = try await database.first(gate.wait.pointRead("gate"), as: Bool.self)
                return nil
            }
            try await eventually("the gate is in flight") { database.statistics.statementsInFlight == 1 }
            for index in 0..<count {
                group.addTask {
                    do {
                        return (index, .success(try await read(database, index)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            try await eventually("all wait") { database.statistics.statementsInFlight == count + 1 }
            try await meanwhile()
            try await gate.open()
            let outcomes = try await group.reduce(into: []) { $0.append($1) }
            return outcomes.compactMap(\.self).sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private static let oneConnection = { @Sendable (configuration: inout DatabaseConfiguration) in
        configuration.sharedConnections = 1
    }

    @Test("those that wait together share transactions, 16 to each, and each caller gets its own answer")
    func sharing() async throws {
        try await withTestDatabase(.empty, configure: Self.oneConnection) { database, _ in
            let read = { @Sendable (database: Database, index: Int) in
                let statement: Statement = "SELECT \(index), extract(epoch FROM now())::float8"
                return try await #require(try await database.first(statement.pointRead("now"), as: (Int, Double).self))
            }
            _ = try await read(database, 0)
            let answers = try await together(on: database, 64, read).map { try $0.get() }
            #expect(answers.map(\.0) == Array(0..<64))
            #expect(Set(answers.map(\.1)).count == 4)
        }
    }

    @Test("one that fails has the others run again, and fails alone")
    func failsAlone() async throws {
        try await withTestDatabase(.empty, configure: Self.oneConnection) { database, _ in
            let read = { @Sendable (database: Database, index: Int) in
                let statement: Statement = "SELECT 10 / \(index % 4)"
                return try await database.first(statement.pointRead("divide"), as: Int.self)
            }
            _ = try await read(database, 1)
            let answers = try await together(on: database, 60, read)
            for (index, answer) in answers.enumerated() {
                switch answer {
                case .success(let value): #expect(index % 4 != 0 && value == 10 / (index % 4))
                case .failure(let error):
                    #expect(index % 4 == 0 && (error as? PostgresError)?.sqlState == .divisionByZero)
                }
            }
            #expect(answers.count == 60)
            #expect(database.statistics.statementsInFlight == 0)
        }
    }

    @Test("each sees what was committed before it was asked for, whoever it shares a transaction with")
    func freshness() async throws {
        try await withTestDatabase(.empty, configure: Self.oneConnection) { database, _ in
            try await database.execute("CREATE TABLE counter AS SELECT 0 AS value")
            let read = { @Sendable (database: Database, _: Int) in
                let statement: Statement = "SELECT value FROM counter"
                return try await database.first(statement.pointRead("counter"), as: Int.self)
            }
            _ = try await read(database, 0)
            let change = { try await database.transaction { try await $0.execute("UPDATE counter SET value = 1") } }
            let answers = try await together(on: database, 40, meanwhile: { _ = try await change() }, read)
            #expect(try answers.map { try $0.get() } == Array(repeating: 1, count: 40))
        }
    }

    @Test("stale plans of several of them are renewed")
    func stalePlans() async throws {
        try await withTestDatabase(.empty, configure: Self.oneConnection) { database, _ in
            try await database.execute("CREATE TABLE t AS SELECT 1 AS a")
            let read = { @Sendable (database: Database, index: Int) in
                let statement: Statement = "SELECT * FROM t"
                return try await database.first(statement.pointRead("all_\(index % 3)"), as: OneOrTwoColumns.self)?
                    .columns
            }
            for index in 0..<3 { #expect(try await read(database, index) == 1) }
            let widen = {
                try await database.transaction { try await $0.execute("ALTER TABLE t ADD b text DEFAULT 'b'") }
            }
            let answers = try await together(on: database, 30, meanwhile: { _ = try await widen() }, read)
            #expect(try answers.map { try $0.get() } == Array(repeating: 2, count: 30))
        }
    }

    @Test("other statements do not wait for them, and go out in their order")
    func mixed() async throws {
        try await withTestDatabase(.empty, configure: Self.oneConnection) { database, _ in
            let read = { @Sendable (database: Database, index: Int) in
                let statement: Statement = "SELECT \(index)"
                return try await database.first(index % 5 == 0 ? statement : statement.pointRead("echo"), as: Int.self)
            }
            _ = try await read(database, 1)
            let answers = try await together(on: database, 50, read)
            #expect(try answers.map { try $0.get() } == Array(0..<50))
        }
    }
}
