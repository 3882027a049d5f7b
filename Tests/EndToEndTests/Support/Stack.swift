import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

/// A whole shop of its own: a database, a Redis server and both daemons, on free ports, from the real binaries.
///
/// It needs `TEST_DATABASE_URL` (whose role may create databases) and `TANDEM_BIN_DIR`, as `make test` sets them.
final class Stack: Sendable {
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    let folder: URL
    let environment: [String: String]
    let redis: DaemonProcess
    let database: TestDatabase
    private let binaries: URL

    private init(
        folder: URL, environment: [String: String], redis: DaemonProcess, database: TestDatabase, binaries: URL
    ) {
        self.folder = folder
        self.environment = environment
        self.redis = redis
        self.database = database
        self.binaries = binaries
    }

    /// Makes the database and starts Redis; no daemon yet.
    static func make() async throws -> Stack {
        let inherited = ProcessInfo.processInfo.environment
        guard let binaries = inherited["TANDEM_BIN_DIR"] else {
            throw Missing(description: "TANDEM_BIN_DIR is not set: run the tests with `make test`")
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "tandem-e2e-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let database = try await TestDatabase.make(log: folder.appending(path: "psql.log"))
        let redisPort = try freePort()
        let redis = try startRedis(port: redisPort, folder: folder)
        var environment = inherited.filter { ["PATH", "HOME", "LD_LIBRARY_PATH", "TZ"].contains($0.key) }
        environment["DATABASE_URL"] = database.url
        environment["REDIS_URL"] = "redis://127.0.0.1:\(redisPort)/0"
        environment["KEYS_DIR"] = folder.appending(path: "keys").path
        environment["MEDIA_DIR"] = folder.appending(path: "media").path
        environment["MIGRATIONS_DIR"] = repository.appending(path: "migrations").path
        environment["DOCS_DIR"] = repository.appending(path: "docs/openapi").path
        environment["CURSOR_SECRET"] = String(repeating: "5eed", count: 16)
        environment["TRUSTED_PROXIES"] = "127.0.0.1"
        environment["RATE_LIMIT_ENABLED"] = "false"
        // The machine may be busy; what has to end soon has a test that sets its own.
        environment["DATABASE_STATEMENT_DEADLINE_MS"] = "30000"
        environment["DATABASE_LEASE_DEADLINE_MS"] = "30000"
        environment["CHECKOUT_QUEUE_PATIENCE_MS"] = "60000"
        environment["HTTP_REQUEST_DEADLINE"] = "60"
        for name in ["COMMAND_BIND", "QUERY_BIND", "COMMAND_MANAGEMENT_BIND", "QUERY_MANAGEMENT_BIND"] {
            environment[name] = "127.0.0.1:\(try freePort())"
        }
        return Stack(
            folder: folder, environment: environment, redis: redis, database: database,
            binaries: URL(filePath: binaries))
    }

    static let repository = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func startRedis(port: Int, folder: URL) throws -> DaemonProcess {
        try DaemonProcess(
            URL(filePath: "/usr/bin/env"),
            ["redis-server", "--port", "\(port)", "--bind", "127.0.0.1", "--save", "", "--dir", folder.path],
            environment: ProcessInfo.processInfo.environment, log: folder.appending(path: "redis.log"))
    }

    /// Starts a daemon and waits until it is ready.
    func start(_ host: Host, environment changes: [String: String] = [:]) async throws -> DaemonProcess {
        let number = Int.random(in: 0..<1_000_000)
        let settings = environment.merging(changes) { $1 }
        let daemon = try DaemonProcess(
            binaries.appending(path: host.executable), ["serve"], environment: settings,
            log: folder.appending(path: "\(host.executable)-\(number).log"))
        let url = "http://\(settings[host.bindSetting] ?? "")/readyz"
        do {
            try await eventually("\(host.executable) is ready") {
                guard daemon.isRunning else {
                    throw NeverHappened(what: "\(host.executable) stays up at its start")
                }
                let answer = try? await HTTPClient.shared.execute(HTTPClientRequest(url: url), timeout: .seconds(10))
                return answer?.status == .ok
            }
        } catch {
            Issue.record("\(error): \(daemon.output.suffix(2_000))")
            daemon.signal(SIGKILL)
            throw error
        }
        return daemon
    }

    /// Runs a subcommand of a daemon's binary to its end.
    func run(
        _ host: Host, _ arguments: [String], environment changes: [String: String] = [:]
    ) async throws -> (status: Int32, output: String) {
        try await EndToEndTests.run(
            binaries.appending(path: host.executable), arguments, environment: environment.merging(changes) { $1 },
            log: folder.appending(path: "run-\(Int.random(in: 0..<1_000_000)).log"))
    }

    func tearDown(daemons: [DaemonProcess]) async {
        for daemon in daemons {
            daemon.signal(SIGCONT)
            _ = try? await daemon.end(by: SIGKILL)
        }
        redis.signal(SIGCONT)
        _ = try? await redis.end(by: SIGKILL)
        await database.drop()
        try? FileManager.default.removeItem(at: folder)
    }
}

/// Which of the two daemons.
enum Host: Sendable {
    case command
    case query

    var executable: String { self == .command ? "command-api" : "query-api" }
    var bindSetting: String { self == .command ? "COMMAND_BIND" : "QUERY_BIND" }
}
