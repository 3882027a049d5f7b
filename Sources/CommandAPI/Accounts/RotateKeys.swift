import ArgumentParser
import Daemon
import Tokens

/// `command-api keys`.
struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The keys that access tokens are signed with.", subcommands: [RotateKeys.self])
}

/// `command-api keys rotate`: a new key signs from the next start of `serve` on; tokens of the one before it stay good.
struct RotateKeys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Make a new signing key and remove all but the one before it.")

    @OptionGroup var options: SettingOptions

    func run() async throws {
        try await DaemonExit.reporting {
            var reader = try options.reader()
            let directory = KeySettings.directory(&reader)
            try reader.finish()
            let key = try KeyDirectory(directory).rotate()
            print("New key \(key.id) in \(directory). Restart command-api to sign with it.")
        }
    }
}
