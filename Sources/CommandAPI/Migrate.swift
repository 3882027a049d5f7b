import ArgumentParser
import Daemon
import Postgres

/// `command-api migrate`: brings the schema up to date. Any number of them may run at once.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Bring the database's schema up to date.")

    @OptionGroup var options: SettingOptions

    func run() async throws {
        try await DaemonExit.reporting {
            var reader = try options.reader()
            let database = DatabaseSettings(&reader).configuration(applicationName: "command-api migrate")
            let migrations = Migrations(directory: CommandSettings.migrationsDirectory(&reader))
            try reader.finish()
            let applied = try await migrations.apply(to: database) { name in print("applied \(name)") }
            if applied.isEmpty { print("The schema is up to date.") }
        }
    }
}
