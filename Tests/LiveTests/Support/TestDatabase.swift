import Foundation
import Postgres
import TestSupport

/// A database of its own for one test, on the server that `TEST_DATABASE_URL` names.
struct TestDatabase: Sendable {
    /// As it is after all migrations, or without anything in it.
    enum Schema: Sendable { case migrated, empty }

    struct MissingServer: Error, CustomStringConvertible {
        let description = """
            live tests need TEST_DATABASE_URL, the URL of a database whose role may create databases: \
            postgresql://postgres@127.0.0.1:5432/postgres
            """
    }

    let name: String
    let url: String

    static func create(_ schema: Schema) async throws -> TestDatabase {
        let server = try serverURL()
        let name = "tandem_test_\(UInt32.random(in: 0 ... .max))"
        let template = schema == .migrated ? try await migratedTemplate() : "template0"
        try await administrate {
            try await $0.execute(Statement(unsafeSQL: "CREATE DATABASE \(name) TEMPLATE \(template)"))
        }
        return TestDatabase(name: name, url: url(of: name, on: server))
    }

    func drop() async throws {
        try await Self.administrate {
            try await $0.execute(Statement(unsafeSQL: "DROP DATABASE IF EXISTS \(name) WITH (FORCE)"))
        }
    }

    static func serverURL() throws -> String {
        guard let url = ProcessInfo.processInfo.environment["TEST_DATABASE_URL"], !url.isEmpty else {
            throw MissingServer()
        }
        return url
    }

    static let migrationsDirectory: String = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardizedFileURL
        return root.appending(path: "migrations").path
    }()

    /// The database that test databases are copied from, made once for each state of the migrations.
    private static func migratedTemplate() async throws -> String {
        let name = "tandem_template_\(try migrationsFingerprint())"
        let url = url(of: name, on: try serverURL())
        return try await administrate { connection in
            // Test processes, and tests within one, make it one at a time.
            try await connection.execute("SELECT pg_advisory_lock(hashtext(\(name)))")
            let isReady = try await connection.first(
                "SELECT datistemplate FROM pg_database WHERE datname = \(name)", as: Bool.self)
            if isReady == true { return name }
            if isReady == false {
                try await connection.execute(Statement(unsafeSQL: "DROP DATABASE \(name) WITH (FORCE)"))
            }
            try await connection.execute(Statement(unsafeSQL: "CREATE DATABASE \(name) TEMPLATE template0"))
            try await Migrations(directory: migrationsDirectory).apply(
                to: DatabaseConfiguration(url: url), logger: .quiet)
            // Only a complete one is marked as a template.
            try await connection.execute(Statement(unsafeSQL: "ALTER DATABASE \(name) IS_TEMPLATE true"))
            return name
        }
    }

    /// FNV-1a over the names and texts of the migrations.
    private static func migrationsFingerprint() throws -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for file in try FileManager.default.contentsOfDirectory(atPath: migrationsDirectory).sorted() {
            let text = try String(contentsOfFile: "\(migrationsDirectory)/\(file)", encoding: .utf8)
            for byte in (file + text).utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        return String(hash, radix: 16)
    }

    @discardableResult
    static func administrate<T: Sendable>(_ body: (DedicatedConnection) async throws -> T) async throws -> T {
        try await Database(.patient(url: try serverURL()), logger: .quiet).withConnection(body)
    }

    private static func url(of name: String, on server: String) -> String {
        guard var components = URLComponents(string: server) else { return server }
        components.path = "/\(name)"
        return components.string ?? server
    }
}

extension DatabaseConfiguration {
    /// With deadlines for a machine that may be busy: what has to end soon has a test of its own, which sets them.
    static func patient(url: String) -> DatabaseConfiguration {
        var configuration = DatabaseConfiguration(url: url, applicationName: "tandem-tests")
        configuration.connectTimeout = .seconds(10)
        configuration.statementDeadline = .seconds(60)
        configuration.leaseDeadline = .seconds(60)
        configuration.lockDeadline = .seconds(60)
        configuration.idleInTransactionDeadline = .seconds(120)
        configuration.shutdownDeadline = .seconds(60)
        return configuration
    }
}

/// Runs `body` with a running, connected `Database` over a database of its own, which is dropped afterwards.
///
/// - Parameter schema: `.migrated` unless the test brings its own tables.
/// - Parameter configure: Changes limits before the database runs.
@discardableResult
func withTestDatabase<T: Sendable>(
    _ schema: TestDatabase.Schema = .migrated, configure: (inout DatabaseConfiguration) -> Void = { _ in },
    _ body: @Sendable (_ database: Database, _ url: String) async throws -> T
) async throws -> T {
    let test = try await TestDatabase.create(schema)
    var configuration = DatabaseConfiguration.patient(url: test.url)
    configuration.transactionConnections = 2
    configure(&configuration)
    let settings = configuration
    let result: Result<T, any Error>
    do {
        result = .success(
            try await Database.withDatabase(settings, logger: .quiet) { database in
                try await eventually("all connections are up") {
                    let statistics = database.statistics
                    return statistics.sharedConnectionsUp == settings.sharedConnections
                        && statistics.transactionConnectionsIdle == settings.transactionConnections
                }
                return try await body(database, test.url)
            })
    } catch {
        result = .failure(error)
    }
    try await test.drop()
    return try result.get()
}
