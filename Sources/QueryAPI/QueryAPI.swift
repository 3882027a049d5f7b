import ArgumentParser

@main
struct QueryAPI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query-api",
        abstract: "Tandem's query host: the cached catalog, customers' reads, and every socket.",
        subcommands: [Serve.self, Warm.self, CheckConfig.self])
}
