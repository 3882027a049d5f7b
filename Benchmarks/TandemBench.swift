import ArgumentParser
import Foundation

/// `tandem-bench`: measures Tandem against programs that people know, in one run on one machine.
@main
struct TandemBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tandem-bench",
        abstract: "Measures Tandem against nginx, pgbench, COPY and nchan, in one run on one machine.",
        discussion: "Measurements: "
            + Measurement.all.map { "\($0.name) (\($0.summary))" }.joined(separator: "; ") + ".")

    @Option(help: "Only this measurement; may be given several times.")
    var only: [String] = []

    @Option(help: "Seconds of one look at something under load.")
    var seconds = 2.0

    @Option(help: "Looks, of which the median counts.")
    var rounds = 3

    @Option(help: "Up to how many products the catalog grows: 10000, 100000 or 1000000.")
    var products = 1_000_000

    @Option(help: "Write the report there, as JSON.")
    var json: String?

    @Option(help: "Draw charts into this folder, as SVG.")
    var charts: String?

    @Option(help: "Draw the charts of an earlier report instead of measuring.")
    var from: String?

    @Option(help: "The project's folder.")
    var root = "."

    @Option(help: "Where command-api and query-api are.")
    var programs = ".build/release"

    @Option(help: "Ports are counted from here.")
    var portBase = 26_000

    @Option(help: "The folder of the shop that is measured; made, and removed at the end.")
    var folder: String?

    func validate() throws {
        let names = Measurement.all.map(\.name)
        if let unknown = only.first(where: { !names.contains($0) }) {
            throw ValidationError("there is no measurement \(unknown): \(names.joined(separator: ", "))")
        }
        guard (0.1...5).contains(seconds) else { throw ValidationError("a look takes 0.1 to 5 seconds") }
        guard rounds > 0 else { throw ValidationError("there must be a round") }
    }

    func run() async throws {
        let earlier = try from.map { try Report(json: Data(contentsOf: URL(filePath: $0))) }
        let report = if let earlier { earlier } else { try await measure() }
        if let json { try write(report.json(), to: json) }
        if let charts { try draw(report, into: charts) }
        guard report.failures.isEmpty else { throw ExitCode.failure }
    }

    private func measure() async throws -> Report {
        let absolute = URL(filePath: root).standardizedFileURL.path
        let shop = try await Shop.start(
            root: absolute, folder: folder ?? "\(NSTemporaryDirectory())/tandem-bench.\(getpid())",
            programs: URL(filePath: programs).standardizedFileURL.path, portBase: portBase)
        let outcome: Result<Report, any Error>
        do { outcome = .success(try await measure(in: shop)) } catch { outcome = .failure(error) }
        try await shop.stop()
        return try outcome.get()
    }

    private func measure(in shop: Shop) async throws -> Report {
        Self.say("==> the shop: people and \(NumberText.of(Double(Catalog.initial))) products")
        let people = try await People.make(in: shop)
        try await shop.sql(Catalog.places)
        try await Catalog(shop: shop).grow(from: 1, to: Catalog.initial)
        let bench = Workbench(
            shop: shop, people: people, seconds: seconds, rounds: rounds, products: products,
            freePort: portBase + 100, say: Self.say)
        let chosen = Measurement.all.filter { only.isEmpty || only.contains($0.name) }
        let report = await Runner(bench: bench, measurements: chosen).run()
        Self.say("\n\(ResultTable(figures: report.figures).text)\n\n\(summary(of: report))")
        return report
    }

    private func summary(of report: Report) -> String {
        let loads = report.sections.map(\.load)
        let minutes = report.sections.map(\.seconds).reduce(0, +) / 60
        let quiet = "Load average \(NumberText.of(loads.first ?? 0)) before the first measurement"
        return "\(quiet), \(NumberText.of(loads.max() ?? 0)) at most; \(report.machine.cores) × "
            + "\(report.machine.processor); \(NumberText.of(minutes)) minutes."
    }

    private func draw(_ report: Report, into folder: String) throws {
        try write(Data(Charts.goals(report).svg.utf8), to: "\(folder)/goals.svg")
        try write(Data(Charts.growth(report).svg.utf8), to: "\(folder)/growth.svg")
    }

    private func write(_ data: Data, to path: String) throws {
        let url = URL(filePath: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
    }

    /// At once, also into a file.
    @Sendable private static func say(_ text: String) { FileHandle.standardOutput.write(Data("\(text)\n".utf8)) }
}
