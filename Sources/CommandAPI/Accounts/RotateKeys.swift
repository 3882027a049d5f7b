import ArgumentParser
import Daemon
import Tokens

/// `command-api keys`.
struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The keys that access tokens are signed with.", subcommands: [RotateKeys.self])
}

/// `command-api keys rotate`: a new key for the processes that run, and the end of those that no live token needs.
struct RotateKeys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Make a new signing key, and remove the keys that no live token needs.")

    @OptionGroup var options: SettingOptions

    func run() async throws {
        try await DaemonExit.reporting {
            var reader = try options.reader()
            let directory = KeySettings.directory(&reader)
            let rotation = KeyRotation(&reader)
            try reader.finish()
            let key = try KeyDirectory(directory).rotate(retirement: rotation.retirement)
            print(
                "New key \(key.id) in \(directory). It signs in \(rotation.activationDelay.components.seconds) seconds."
            )
        }
    }
}
