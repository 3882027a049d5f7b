import Logging
import Postgres
import ServiceLifecycle
import Synchronization

/// Keeps the projections up with the log, as long as this process publishes it: right after each batch, and from time
/// to time. Each goes at its own pace, so that one that fails holds up no other.
final class ProjectionRunner: Service {
    private let database: Database
    private let settings: ProjectionPace.Settings
    private let logger: Logger
    private let isLeading: @Sendable () -> Bool
    private let wake: ProjectionWake
    private let latest = Mutex<[String: Projection.Progress]>([:])
    private let failed = Mutex(Dictionary(uniqueKeysWithValues: Projection.all.map { ($0.name, 0) }))

    init(
        database: Database, wake: ProjectionWake, settings: ProjectionPace.Settings = ProjectionPace.Settings(),
        logger: Logger, isLeading: @escaping @Sendable () -> Bool
    ) {
        self.database = database
        self.wake = wake
        self.settings = settings
        self.logger = logger
        self.isLeading = isLeading
    }

    /// How far each has come, as this process last saw it; empty while another one leads.
    var progress: [String: Projection.Progress] { latest.withLock(\.self) }

    /// How many steps of each have failed in this process.
    var failures: [String: Int] { failed.withLock(\.self) }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                for (place, projection) in Projection.all.enumerated() {
                    group.addTask { await self.keepUp(projection, place) }
                }
                group.addTask { await self.keepPeriods() }
            }
        }
    }

    private func keepUp(_ projection: Projection, _ place: Int) async {
        var pace = ProjectionPace(settings, now: .now)
        while !Task.isCancelled {
            if ContinuousClock.now < pace.nextStep {
                await wake.wait(for: place, until: pace.nextStep)
                pace.woken(now: .now)
            } else if isLeading() {
                await step(projection, &pace)
            } else {
                latest.withLock { $0 = [:] }
                pace.stepped(isCaughtUp: true, now: .now)
            }
        }
    }

    private func step(_ projection: Projection, _ pace: inout ProjectionPace) async {
        do {
            let progress = try await projection.step(on: database)
            latest.withLock { $0[projection.name] = progress }
            pace.stepped(isCaughtUp: progress.isCaughtUp, now: .now)
        } catch {
            pace.failed(now: .now)
            if Task.isCancelled { return }
            failed.withLock { $0[projection.name, default: 0] += 1 }
            logger.warning("a projection failed", metadata: ["projection": "\(projection.name)", "error": "\(error)"])
        }
    }

    private func keepPeriods() async {
        while !Task.isCancelled {
            if isLeading() {
                do {
                    try await RecentPeriods.advance(on: database)
                } catch {
                    if Task.isCancelled { return }
                    logger.warning("the recent figures did not move on", metadata: ["error": "\(error)"])
                }
            }
            // Cut short by cancellation only, which ends the loop.
            try? await Task.sleep(for: .seconds(5))
        }
    }
}
