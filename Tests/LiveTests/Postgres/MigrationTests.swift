import Foundation
import Postgres
import Testing

@Suite("PostgreSQL: migrations")
struct MigrationTests {
    private func withDirectory(_ files: [String: String], _ body: (String) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        for (name, text) in files { try write(text, to: name, in: directory) }
        try await body(directory)
    }

    private func write(_ text: String, to name: String, in directory: String) throws {
        try text.write(toFile: "\(directory)/\(name)", atomically: true, encoding: .utf8)
    }

    private let files = [
        "0001_one.sql": "-- two statements\nCREATE TABLE one (a int); INSERT INTO one VALUES (1), (2);",
        "0002_two.sql": "CREATE TABLE two (b text DEFAULT 'ü;''')",
        "README.md": "not a migration",
    ]

    @Test("files are applied in order, once")
    func applied() async throws {
        try await withTestDatabase(.empty) { database, url in
            try await withDirectory(files) { directory in
                let (migrations, target) = (Migrations(directory: directory), DatabaseConfiguration(url: url))
                #expect(try await migrations.pending(in: target) == ["0001_one", "0002_two"])
                #expect(try await migrations.apply(to: target) == ["0001_one", "0002_two"])
                #expect(try await migrations.apply(to: target) == [])
                #expect(try await migrations.pending(in: target) == [])
                #expect(try await database.first("SELECT count(*) FROM one", as: Int.self) == 2)
                try write("ALTER TABLE one ADD c int", to: "0003_three.sql", in: directory)
                #expect(try await migrations.apply(to: target) == ["0003_three"])
            }
        }
    }

    @Test("an edited file and a missing one are refused by name")
    func refused() async throws {
        try await withTestDatabase(.empty) { _, url in
            try await withDirectory(files) { directory in
                let (migrations, target) = (Migrations(directory: directory), DatabaseConfiguration(url: url))
                try await migrations.apply(to: target)
                try write("CREATE TABLE two (b int)", to: "0002_two.sql", in: directory)
                await #expect(throws: MigrationError.edited("0002_two")) { try await migrations.apply(to: target) }
                await #expect(throws: MigrationError.edited("0002_two")) { try await migrations.pending(in: target) }
                try FileManager.default.removeItem(atPath: "\(directory)/0002_two.sql")
                await #expect(throws: MigrationError.missing("0002_two")) { try await migrations.apply(to: target) }
            }
        }
    }

    @Test("a file that fails leaves nothing of itself, and what came before it stays")
    func failure() async throws {
        try await withTestDatabase(.empty) { database, url in
            let broken = files.merging(["0003_bad.sql": "CREATE TABLE three (a int); SELECT 1 / 0;"]) { $1 }
            try await withDirectory(broken) { directory in
                let (migrations, target) = (Migrations(directory: directory), DatabaseConfiguration(url: url))
                let error = await #expect(throws: MigrationError.self) { try await migrations.apply(to: target) }
                guard case .refused("0003_bad", let cause) = error else {
                    Issue.record("not refused: \(String(describing: error))")
                    return
                }
                #expect(cause.sqlState == .divisionByZero)
                let isGone = try await database.first("SELECT to_regclass('three') IS NULL", as: Bool.self)
                #expect(isGone == true)
                #expect(try await migrations.pending(in: target) == ["0003_bad"])
            }
        }
    }

    @Test("names that are not a migration's, and numbers given twice, are refused")
    func names() async throws {
        let target = DatabaseConfiguration(url: "postgresql://127.0.0.1:1/unused")
        try await withDirectory(["1_one.sql": ""]) { directory in
            await #expect(throws: MigrationError.badName("1_one.sql")) {
                try await Migrations(directory: directory).apply(to: target)
            }
        }
        try await withDirectory(["0001_a.sql": "", "0001_b.sql": ""]) { directory in
            await #expect(throws: MigrationError.sameNumber("0001_a", "0001_b")) {
                try await Migrations(directory: directory).apply(to: target)
            }
        }
    }

    @Test("runs at the same time apply each file once")
    func concurrentRuns() async throws {
        try await withTestDatabase(.empty) { database, url in
            try await withDirectory(files) { directory in
                let (migrations, target) = (Migrations(directory: directory), DatabaseConfiguration(url: url))
                async let first = migrations.apply(to: target)
                async let second = migrations.apply(to: target)
                async let third = migrations.apply(to: target)
                let applied = try await first + second + third
                #expect(applied.sorted() == ["0001_one", "0002_two"])
                #expect(try await database.first("SELECT count(*) FROM one", as: Int.self) == 2)
            }
        }
    }

    @Test("the shop's own migrations apply to an empty database")
    func ownMigrations() async throws {
        try await withTestDatabase(.empty) { _, url in
            let migrations = Migrations(directory: TestDatabase.migrationsDirectory)
            let applied = try await migrations.apply(to: DatabaseConfiguration(url: url))
            #expect(!applied.isEmpty)
        }
    }
}
