import Logging
import Media
import Postgres
import ServiceLifecycle

/// Removes what has served its time, in batches small enough to disturb nobody. Only the process that publishes does it.
final class Housekeeping: Service {
    struct Settings: Sendable {
        /// How long events are kept, for readers and sockets that come back (`EVENT_RETENTION`).
        var eventRetention: Duration = .seconds(7 * 24 * 3_600)
        /// How long what people are told of is kept as their notifications; no less than events are
        /// (`NOTIFICATION_RETENTION`).
        var notificationRetention: Duration = .seconds(90 * 24 * 3_600)
        var interval: Duration = .seconds(60)
        /// Rows per transaction.
        var batchLimit = 1_000
        /// Transactions per kind of row and round, so that a round ends.
        var batchesPerRound = 100
    }

    private let database: Database
    private let settings: Settings
    private let media: MediaSweep?
    private let logger: Logger
    private let isLeading: @Sendable () -> Bool

    init(
        database: Database, settings: Settings = Settings(), media: MediaSweep? = nil, logger: Logger,
        isLeading: @escaping @Sendable () -> Bool
    ) {
        self.database = database
        self.settings = settings
        self.media = media
        self.logger = logger
        self.isLeading = isLeading
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // Cut short by cancellation only, which ends the loop.
                try? await Task.sleep(for: self.settings.interval)
                if self.isLeading() { await self.round() }
            }
        }
    }

    /// Removes everything that is due, of each kind as many batches as one round may take.
    func round() async {
        for chore in Chore.all(settings) {
            do {
                try await perform(chore)
            } catch {
                if Task.isCancelled { return }
                logger.warning(
                    "expired rows could not be removed", metadata: ["rows": "\(chore.name)", "error": "\(error)"])
            }
        }
        await sweep()
    }

    /// Removes the files of images that no product shows, and what was left of unfinished ones.
    private func sweep() async {
        guard let media else { return }
        do {
            try await media.store.removeLeftovers()
            for _ in 0..<settings.batchesPerRound {
                if try await media.run() < media.batchLimit { return }
            }
        } catch {
            if Task.isCancelled { return }
            logger.warning("files of images could not be removed", metadata: ["error": "\(error)"])
        }
    }

    private func perform(_ chore: Chore) async throws {
        for _ in 0..<settings.batchesPerRound {
            let removed = try await database.transaction { try await $0.one(chore.statement, as: Int.self) }
            if removed < settings.batchLimit { return }
        }
    }
}
