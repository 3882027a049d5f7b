import Foundation

/// Carries out measurements one after the other; one that fails does not keep the others from running.
struct Runner: Sendable {
    let bench: Workbench
    let measurements: [Measurement]

    func run() async -> Report {
        var report = Report(begun: Date(), machine: .current())
        for measurement in measurements {
            bench.say("==> \(measurement.name): \(measurement.summary)")
            let section = await section(of: measurement)
            bench.say(section.failure.map { "failed: \($0)" } ?? ResultTable(figures: section.figures).text)
            report.sections.append(section)
        }
        report.growth = bench.grown
        return report
    }

    private func section(of measurement: Measurement) async -> Report.Section {
        let load = Machine.load
        let begun = ContinuousClock.now
        var figures: [Figure] = []
        var failure: String?
        do { figures = try await measurement.run(bench) } catch { failure = "\(error)" }
        return Report.Section(
            measurement: measurement.name, seconds: (.now - begun) / .seconds(1), load: load, figures: figures,
            failure: failure)
    }
}
