import Foundation

/// A shop of its own for the run, in a folder that is removed afterwards: PostgreSQL, Redis and both daemons, as
/// `Scripts/stack` starts them.
struct Shop: Sendable {
    struct NotThere: Error, CustomStringConvertible {
        let description: String
    }

    /// The project's folder.
    let root: String
    let folder: String
    /// Where the daemons' programs are.
    let programs: String
    /// The stack's settings, all of them.
    let environment: [String: String]

    /// Starts an empty shop.
    static func start(root: String, folder: String, programs: String, portBase: Int) async throws -> Shop {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let given = [
            "TANDEM_DATA": folder, "TANDEM_PORT_BASE": String(portBase), "TANDEM_BIN_DIR": programs,
            "TANDEM_DEMO": "no", "LOG_LEVEL": "warning", "RATE_LIMIT_ENABLED": "false",
            "SOCKETS_PER_ADDRESS": "100000", "SOCKETS_PER_USER": "100000",
            "PG_SETTINGS": settings,
        ]
        try await Command.run("\(root)/Scripts/stack", ["up"], environment: given)
        let text = try await Command.run(
            "bash", ["-c", "set -a; . \"$1\" && env -0", "-", "\(folder)/env"], environment: given)
        let pairs = text.split(separator: "\0").compactMap { line -> (String, String)? in
            let parts = line.split(separator: "=" as Character, maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
        return Shop(
            root: root, folder: folder, programs: programs,
            environment: Dictionary(pairs) { first, _ in first })
    }

    /// Enough memory for the large catalog and its indexes; all that makes a commit durable stays as it is by default.
    private static let settings = """
        shared_buffers = 1GB
        maintenance_work_mem = 512MB
        max_wal_size = 4GB
        checkpoint_timeout = 30min
        """

    func stop() async throws {
        try await Command.run("\(root)/Scripts/stack", ["down"], environment: ["TANDEM_DATA": folder])
        try await Command.run("\(root)/Scripts/stack", ["reset"], environment: ["TANDEM_DATA": folder])
    }

    func setting(_ name: String) throws -> String {
        guard let value = environment[name] else { throw NotThere(description: "the stack has no \(name)") }
        return value
    }

    var queryPort: Int { get throws { try port("QUERY_BIND") } }
    var commandPort: Int { get throws { try port("COMMAND_BIND") } }
    var queryManagementPort: Int { get throws { try port("QUERY_MANAGEMENT_BIND") } }

    /// Of `query-api`, `command-api`, `redis` or `postgres`.
    func process(_ name: String) throws -> Int32 {
        let text = try? String(contentsOfFile: "\(folder)/\(name).pid", encoding: .utf8)
        guard let process = text.flatMap({ Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) }) else {
            throw NotThere(description: "\(name) does not run")
        }
        return process
    }

    /// Runs SQL as the database's owner, in autocommit.
    /// - Returns: the rows, one per line, with `|` between columns.
    @discardableResult
    func sql(_ text: String, database: String = "tandem") async throws -> String {
        try await Command.run(
            "psql",
            [
                "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1",
                try databaseURL(database),
            ], input: text
        ).trimmingCharacters(in: .newlines)
    }

    func databaseURL(_ database: String = "tandem") throws -> String {
        let url = try setting("DATABASE_URL")
        return String(url[...(url.lastIndex(of: "/") ?? url.startIndex)]) + database
    }

    private func port(_ name: String) throws -> Int {
        guard let port = try setting(name).split(separator: ":").last.flatMap({ Int($0) }) else {
            throw NotThere(description: "\(name) has no port")
        }
        return port
    }
}
