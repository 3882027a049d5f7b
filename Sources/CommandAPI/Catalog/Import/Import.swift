import ArgumentParser
import Daemon
import Domain
import Glibc
import Logging
import Postgres

/// `command-api import FILE`: creates and updates products by their SKUs, as a file says.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Create and update products from NDJSON or CSV, by their SKUs or slugs.",
        discussion: """
            One JSON object per line, or CSV with a header; either may be gzip. Fields: sku, slug, name, price, description, \
            brand, list_price, currency, image or images, category, stock, is_active, is_featured; others are ignored. \
            A line that cannot be taken is refused with its number and reason; the rest goes on. What a line does not \
            mention stays as it is, and importing the same file again changes nothing.
            """)

    @Argument(help: "The file, or - for standard input.")
    var file: String

    @Option(help: "ndjson or csv; by default by the file's name.")
    var format: ImportFormat?

    @Option(help: "The stock of new products whose line does not say.")
    var stock = 100

    @Flag(help: "Take prices in other currencies as they stand.")
    var ignoreCurrency = false

    @Option(help: "Lines per transaction.")
    var batchSize = 500

    @Option(help: "Write every refused line's number and reason to this file.")
    var refused: String?

    @Flag(help: "Show neither progress nor refused lines, only the counts.")
    var quiet = false

    @OptionGroup var options: SettingOptions

    func validate() throws {
        guard (0...Limits.stock).contains(stock) else { throw ValidationError("--stock is 0 to \(Limits.stock).") }
        guard (1...5_000).contains(batchSize) else { throw ValidationError("--batch-size is 1 to 5000.") }
    }

    func run() async throws {
        try await DaemonExit.reporting {
            var reader = try options.reader()
            let database = DatabaseSettings(&reader)
            let currency = ShopSettings.currency(&reader)
            try reader.finish()
            guard let format = format ?? ImportFormat(fileName: file) else {
                throw SettingsError(problems: ["Say --format ndjson or --format csv: the file's name does not tell."])
            }
            var options = CatalogImport.Options(format: format, currency: currency)
            options.ignoresCurrency = ignoreCurrency
            options.defaultStock = stock
            options.batchSize = batchSize
            let logger = Logger(label: "command-api import") { _ in SwiftLogNoOpLogHandler() }
            let configuration = database.configuration(applicationName: "command-api import")
            try await Database.withDatabase(configuration, logger: logger) { [options] database in
                try await read(into: CatalogImport(database: database, options: options, author: .commandLine))
            }
        }
    }

    private func read(into catalog: CatalogImport) async throws {
        let source = try ImportSource(path: file)
        defer { source.close() }
        var report = try ImportReport(size: source.size, refusedPath: refused, isQuiet: quiet)
        do {
            let counts = try await catalog.run(source.chunks) { report.add($0) }
            try await catalog.database.transaction { transaction in
                try await transaction.audit(.catalogImport(counts), by: .commandLine)
            }
            report.finish(counts)
        } catch {
            report.fail()
            throw error
        }
    }
}

extension ImportFormat: ExpressibleByArgument {}
