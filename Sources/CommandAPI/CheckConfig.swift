import ArgumentParser
import Daemon

/// `command-api check-config`: whether `serve` would take the settings, and what they are.
struct CheckConfig: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config", abstract: "Check the settings and show where each comes from.")

    @OptionGroup var options: SettingOptions

    func run() async throws {
        try await DaemonExit.reporting {
            var reader = try options.reader()
            let settings = CommandSettings(&reader)
            try reader.finish()
            print(ConfigurationReport(reader))
            if !ImageProgram(settings.images).isInstalled { StandardError.write("warning: \(ImageProgram.missing)\n") }
        }
    }
}
