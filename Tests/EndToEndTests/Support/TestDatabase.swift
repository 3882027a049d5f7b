import Foundation

/// A database of the test's own on the server of `TEST_DATABASE_URL`; made and asked through `psql`, because these tests
/// see the shop from outside.
struct TestDatabase: Sendable {
    let url: String
    private let name: String
    private let maintenanceURL: String
    private let log: URL

    static func make(log: URL) async throws -> TestDatabase {
        guard let maintenance = ProcessInfo.processInfo.environment["TEST_DATABASE_URL"],
            var parts = URLComponents(string: maintenance)
        else { throw Stack.Missing(description: "TEST_DATABASE_URL is not set: run the tests with `make test`") }
        let name = "e2e_\(UUID().uuidString.lowercased().filter { $0 != "-" })"
        parts.path = "/\(name)"
        guard let url = parts.string else { throw Stack.Missing(description: "TEST_DATABASE_URL is not a URL") }
        let database = TestDatabase(url: url, name: name, maintenanceURL: maintenance, log: log)
        _ = try await database.ask("CREATE DATABASE \(name)", at: maintenance)
        return database
    }

    /// The answer's rows, unaligned, one a line.
    func query(_ sql: String) async throws -> [String] { try await ask(sql, at: url) }

    func drop() async { _ = try? await ask("DROP DATABASE IF EXISTS \(name) WITH (FORCE)", at: maintenanceURL) }

    private func ask(_ sql: String, at url: String) async throws -> [String] {
        let file = log.deletingLastPathComponent().appending(path: "psql-\(UUID().uuidString).log")
        let (status, output) = try await run(
            URL(filePath: "/usr/bin/env"), ["psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-c", sql, url],
            environment: ProcessInfo.processInfo.environment, log: file)
        guard status == 0 else { throw Stack.Missing(description: "psql: \(output)") }
        return output.split(separator: "\n").map(String.init)
    }
}
