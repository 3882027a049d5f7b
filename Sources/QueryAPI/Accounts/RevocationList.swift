import Domain
import Events
import Logging
import Postgres
import ServiceLifecycle
import Synchronization

/// The sessions that ended while an access token of theirs may still be valid. Fed by the event log; PostgreSQL is asked
/// at boot, after a reset of the log, and once a minute.
///
/// Bounded by itself: an entry is kept for the life of an access token and no longer.
final class RevocationList: Service {
    private let ended = Mutex<[SessionID: Timestamp]>([:])
    private let database: Database
    private let tokenLifetime: Int64
    private let logger: Logger
    private let reloads: AsyncStream<Void>
    private let reload: AsyncStream<Void>.Continuation

    /// - Parameter tokenLifetime: seconds that an access token is valid.
    init(database: Database, tokenLifetime: Int64, logger: Logger) {
        self.database = database
        self.tokenLifetime = tokenLifetime
        self.logger = logger
        (reloads, reload) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func isRevoked(_ session: SessionID) -> Bool { ended.withLock { $0[session] != nil } }

    /// Takes what the log's reader has applied; called in order, from one place.
    func observe(_ output: ReaderOutput) {
        switch output {
        case .applied(let events):
            for case .sessionEnded(let session) in events.map(\.change) { insert(session, at: .now()) }
        case .reset: reload.yield()
        }
    }

    /// Reads the list from PostgreSQL, and forgets what has expired. Throws `PostgresError`.
    func load() async throws {
        let since = Timestamp.now().adding(seconds: -tokenLifetime - 60)
        let statement: Statement = "SELECT id, revoked_at FROM sessions WHERE revoked_at > \(since)"
        let rows = try await database.query(statement, as: (SessionID, Timestamp).self)
        ended.withLock { ended in
            ended = ended.filter { $0.value > since }
            for (session, time) in rows { ended[session] = time }
        }
    }

    func run() async {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    while !Task.isCancelled {
                        try? await Task.sleep(for: .seconds(60))
                        self.reload.yield()
                    }
                }
                for await _ in self.reloads { await self.reloadOnce() }
                group.cancelAll()
            }
        }
    }

    private func reloadOnce() async {
        do {
            try await load()
        } catch {
            logger.warning(
                "ended sessions could not be read; asking again in a minute", metadata: ["error": "\(error)"])
        }
    }

    private func insert(_ session: SessionID, at time: Timestamp) { ended.withLock { $0[session] = time } }
}
