import Daemon
import Logging
import Postgres
import ServiceLifecycle
import WebAPI

/// Keeps `/readyz` informed: whether PostgreSQL answers, and has the schema that this version was written for.
struct DatabaseProbe: Service {
    let database: Database
    let migrations: Migrations
    let configuration: DatabaseConfiguration
    let health: HealthState
    let logger: Logger

    static let dependency = "database"
    private static let interval: Duration = .seconds(1)
    /// Until it has been ready once, so that a start takes no longer than it must.
    private static let firstInterval: Duration = .milliseconds(50)

    init(database: Database, settings: CommandSettings, health: HealthState, logger: Logger) {
        self.database = database
        migrations = Migrations(directory: settings.migrationsDirectory)
        configuration = settings.database.configuration(applicationName: "command-api")
        self.health = health
        self.logger = logger
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { await probe() }
    }

    private func probe() async {
        var hasSchema = false
        while !Task.isCancelled {
            do {
                _ = try await database.one("SELECT 1", as: Int.self)
                if !hasSchema { hasSchema = try await isMigrated() }
                if hasSchema { health.markReady(Self.dependency) }
            } catch {
                health.markNotReady(Self.dependency, reason: "does not answer")
            }
            try? await Task.sleep(for: hasSchema ? Self.interval : Self.firstInterval)
        }
    }

    private func isMigrated() async throws -> Bool {
        do {
            let pending = try await migrations.pending(in: configuration, logger: logger)
            if pending.isEmpty { return true }
            health.markNotReady(
                Self.dependency, reason: "the schema lacks \(pending.count) migrations: run command-api migrate")
        } catch let error as MigrationError {
            health.markNotReady(Self.dependency, reason: "the schema is not the one of this version")
            logger.error("the schema and the migrations do not fit", metadata: ["error": "\(error)"])
        }
        // Somebody has to do something first: no need to ask twenty times a second.
        try await Task.sleep(for: Self.interval)
        return false
    }
}
