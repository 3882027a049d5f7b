import Logging
import Postgres
import ServiceLifecycle
import Synchronization

/// The streaming replica that misses are read from, for as long as it answers, and is a replica of this shop.
///
/// It is looked at several times a second over a connection of its own. From a look that fails, or does not come, to
/// the next good one nobody is sent there: while it is away no request waits for it.
final class ReadReplica: Service {
    /// Why a server that answers is not read from.
    enum Unfit: Error, CustomStringConvertible {
        case noStandby
        case anotherDatabase
        case primaryAway

        var description: String {
            switch self {
            case .noStandby: "it is no standby: it takes writes of its own"
            case .anotherDatabase: "it is not a replica of the database that DATABASE_URL names"
            case .primaryAway: "the primary cannot be asked whether this is a replica of it"
            }
        }
    }

    private struct Standby {
        let database: Database
        let scans: Database
        var position: Int64
        var seenAt: ContinuousClock.Instant
    }

    private static let interval: Duration = .milliseconds(250)
    /// Between attempts to connect, which come less and less often.
    private static let longestPause: Duration = .seconds(2)

    private let configuration: DatabaseConfiguration
    private let silenceLimit: Duration
    private let scanConnections: Int
    private let primary: Database
    private let logger: Logger
    private let current = Mutex<Standby?>(nil)

    /// - Parameters:
    ///   - configuration: of quick single statements; it needs no connections for transactions.
    ///   - scanConnections: for `LongReads`, one for each of those that may be under way.
    ///   - primary: asked, over a connection of its own, which database the replica has to be one of.
    ///   - silenceLimit: without an answer for so long it counts as away. By the clock, so that it is true while a look
    ///     hangs.
    init(
        _ configuration: DatabaseConfiguration, scanConnections: Int, primary: Database,
        silenceLimit: Duration = .seconds(1), logger: Logger
    ) {
        self.configuration = configuration
        self.silenceLimit = silenceLimit
        self.scanConnections = scanConnections
        self.primary = primary
        var logger = logger
        logger[metadataKey: "server"] = "replica"
        self.logger = logger
    }

    /// Where to read now; nil while the replica is away. What is under way there fails when the replica goes.
    var database: Database? { connections(\.database) }

    /// The same for long reads, which have connections of their own.
    var scans: Database? { connections(\.scans) }

    private func connections(_ kind: KeyPath<Standby, Database>) -> Database? {
        guard let standby = current.withLock(\.self), .now - standby.seenAt < silenceLimit,
            // Otherwise a statement would wait for a connection.
            standby[keyPath: kind].statistics.sharedConnectionsUp > 0
        else { return nil }
        return standby[keyPath: kind]
    }

    /// The head of the event log there, at the last look; nil while the replica is away.
    var position: Int64? { current.withLock(\.self)?.position }

    /// Attends to it until graceful shutdown or cancellation. Throws `InvalidDatabaseURL`.
    func run() async throws {
        try await cancelWhenGracefulShutdown {
            var failures = 0
            while !Task.isCancelled {
                do {
                    try await self.attend(&failures)
                } catch let error as InvalidDatabaseURL {
                    throw error
                } catch {
                    failures += 1
                    self.report(error, failures: failures)
                }
                // Cut short by cancellation only, which ends the loop.
                try? await Task.sleep(for: min(Self.interval * failures, Self.longestPause))
            }
        }
    }

    /// One look, for who wants to know what is there. Throws `Unfit`, `PostgresError`, `InvalidDatabaseURL`.
    func examine() async throws -> ServerState {
        try await Database(configuration, logger: logger).withConnection { try await identify($0) }
    }

    /// Keeps connections up, which are given up together: the next ones may lead to another server.
    /// - Parameter failures: since the last success.
    private func attend(_ failures: inout Int) async throws {
        let database = Database(configuration, logger: logger)
        var scanning = configuration
        scanning.sharedConnections = scanConnections
        let scans = Database(scanning, logger: logger)
        try await database.withConnection(attempt: failures) { connection in
            let state = try await identify(connection)
            failures = 0
            logger.notice("misses are read from a replica", metadata: ["position": "\(state.position)"])
            // They run for as long as the replica is looked at; an error ends all of it.
            try await withThrowingTaskGroup { group in
                group.addTask { try await database.run() }
                group.addTask { try await scans.run() }
                defer { current.withLock { $0 = nil } }
                while true {
                    let state = try await look(connection)
                    current.withLock {
                        $0 = Standby(database: database, scans: scans, position: state.position, seenAt: .now)
                    }
                    try await Task.sleep(for: Self.interval)
                }
            }
        }
    }

    private func identify(_ connection: DedicatedConnection) async throws -> ServerState {
        let state = try await look(connection)
        let wanted = try? await primary.withConnection { try await $0.one(ServerState.statement, as: ServerState.self) }
        guard let wanted else { throw Unfit.primaryAway }
        guard state.identity == wanted.identity else { throw Unfit.anotherDatabase }
        return state
    }

    private func look(_ connection: DedicatedConnection) async throws -> ServerState {
        let state = try await connection.one(ServerState.statement, as: ServerState.self)
        guard state.isStandby else { throw Unfit.noStandby }
        return state
    }

    /// One warning per outage; the rest is for debugging.
    private func report(_ error: any Error, failures: Int) {
        guard !Task.isCancelled else { return }
        logger.log(
            level: failures == 1 ? .warning : .debug, "misses are read from the primary alone",
            metadata: ["reason": "\(error)"])
    }
}
