import ArgumentParser

@main
struct CommandAPI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "command-api",
        abstract: "Tandem's command host: every mutation, and the whole of /api/admin.",
        subcommands: [Serve.self, Migrate.self, CreateAdmin.self, Import.self, Keys.self, CheckConfig.self])
}
