import ArgumentParser
import Daemon
import Logging
import Postgres

/// `query-api check-config`: whether `serve` would take the settings, and what they are.
struct CheckConfig: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config", abstract: "Check the settings and show where each comes from.")

    @OptionGroup var options: SettingOptions

    func run() async throws {
        try await DaemonExit.reporting {
            var reader = try options.reader()
            let settings = QuerySettings(&reader)
            try reader.finish()
            print(ConfigurationReport(reader))
            try await examineReplica(settings)
        }
    }

    /// One that is away keeps nothing from starting.
    private func examineReplica(_ settings: QuerySettings) async throws {
        settings.log.bootstrap()
        var logger = Logger(label: "query-api")
        // Why a server cannot be connected to.
        logger.logLevel = .debug
        let primary = Database(settings.database.configuration(applicationName: "query-api"), logger: logger)
        guard let replica = settings.replica(of: primary, logger: logger) else { return }
        do {
            let state = try await replica.examine()
            print("\nThe replica was reached: it has the events up to \(state.position).")
        } catch let error as InvalidDatabaseURL {
            throw SettingsError(problems: ["DATABASE_REPLICA_URL: \(error)."])
        } catch {
            StandardError.write("warning: the replica is not read from: \(error)\n")
        }
    }
}
