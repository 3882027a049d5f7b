import Logging
import ServiceLifecycle
import WebAPI

/// Makes `/readyz` say yes once this process may serve: it follows the event log, and knows which sessions have ended.
/// From then on it serves what it holds, whatever becomes of PostgreSQL and Redis.
struct ReadinessProbe: Service {
    let reader: EventReader
    let revocations: RevocationList
    let health: HealthState
    let logger: Logger

    static let events = "events"
    static let sessions = "sessions"
    private static let interval: Duration = .milliseconds(50)

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            await until { reader.isReady }
            health.markReady(Self.events)
            await until { (try? await revocations.load()) != nil }
            health.markReady(Self.sessions)
            logger.notice("ready")
            // A service that returned would stop the others.
            try await gracefulShutdown()
        }
    }

    private func until(_ condition: () async -> Bool) async {
        while !Task.isCancelled, await !condition() { try? await Task.sleep(for: Self.interval) }
    }
}
