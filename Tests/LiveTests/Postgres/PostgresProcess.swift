import Foundation
import Glibc
import Postgres
import TestSupport

/// A PostgreSQL server of one test's own, in a folder of its own, that the test may kill and start again.
///
/// `@unchecked`: one test has it, and does one thing after the other.
final class PostgresProcess: @unchecked Sendable {
    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    let port: Int
    private let folder: URL
    private var process: Process?

    /// A new, empty server, as `initdb` makes it, that runs.
    static func primary() async throws -> PostgresProcess {
        let server = try PostgresProcess()
        try await server.run(
            "initdb", "--pgdata", server.folder.path, "--username=tandem", "--auth=trust", "--encoding=UTF8",
            "--locale=C.UTF-8", "--wal-segsize=1", "--no-sync", "--no-instructions")
        try await server.start()
        return server
    }

    /// A streaming replica of `primary` as it is now, that runs.
    static func standby(of primary: PostgresProcess) async throws -> PostgresProcess {
        let server = try PostgresProcess()
        try await server.run(
            "pg_basebackup", "--pgdata", server.folder.path, "--dbname", primary.url, "--write-recovery-conf",
            "--checkpoint=fast", "--no-sync")
        try await server.start()
        return server
    }

    private init() throws {
        port = try freePort()
        folder = FileManager.default.temporaryDirectory.appending(path: "tandem-postgres-\(port)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // It refuses to run as root.
        if geteuid() == 0, let user = getpwnam("postgres") {
            chown(folder.path, user.pointee.pw_uid, user.pointee.pw_gid)
        }
    }

    deinit {
        kill()
        try? FileManager.default.removeItem(at: folder)
    }

    var url: String { url(at: port) }

    /// The same server, by a proxy's port.
    func url(at port: Int) -> String { "postgres://tandem@127.0.0.1:\(port)/postgres" }

    func start() async throws {
        // A standby waits for nobody who reads: what is in the way of its replay is cancelled.
        let settings = [
            "port=\(port)", "listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "autovacuum=off",
            "shared_buffers=16MB", "max_connections=100", "max_standby_streaming_delay=100ms",
            "wal_retrieve_retry_interval=100ms",
        ]
        let process = try Self.process(["postgres", "-D", folder.path] + settings.flatMap { ["-c", $0] })
        try process.run()
        self.process = process
        try await eventually("PostgreSQL takes connections") {
            (try? await execute("SELECT")) != nil
        }
    }

    /// Ends it at once, with all its sessions.
    func kill() {
        if let process { _ = Glibc.kill(process.processIdentifier, SIGQUIT) }
        process?.waitUntilExit()
        process = nil
    }

    func execute(_ statement: Statement) async throws {
        let database = Database(.patient(url: url), logger: .quiet)
        try await database.withConnection { _ = try await $0.execute(statement) }
    }

    /// The answer of a statement that says yes or no.
    func holds(_ statement: Statement) async throws -> Bool {
        let database = Database(.patient(url: url), logger: .quiet)
        return try await database.withConnection { try await $0.one(statement, as: Bool.self) }
    }

    private func run(_ program: String, _ arguments: String...) async throws {
        let process = try Self.process([program] + arguments)
        let status = await withCheckedContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(returning: -1) }
        }
        guard status == 0 else { throw Failed(description: "\(program) ended with \(status)") }
    }

    /// - Parameter command: a program of PostgreSQL's, by its name, and its arguments.
    private static func process(_ command: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.currentDirectoryURL = URL(filePath: "/")
        let asPostgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]
        process.arguments = (geteuid() == 0 ? asPostgres : []) + [program(command[0])] + command.dropFirst()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return process
    }

    /// Debian keeps the servers' programs off the path, by version: the newest one; elsewhere the path's.
    private static func program(_ name: String) -> String {
        let folder = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let programs = versions.sorted { $0.compare($1, options: .numeric) == .orderedDescending }
            .map { "\(folder)/\($0)/bin/\(name)" }
        return programs.first { FileManager.default.isExecutableFile(atPath: $0) } ?? name
    }
}
