import Daemon
import Logging
import Tokens

/// The public keys of access tokens. On a first start command-api makes them, perhaps a moment later.
enum PublicKeysAtBoot {
    private static let patience: Duration = .seconds(30)
    private static let interval: Duration = .milliseconds(200)

    /// Throws `KeyDirectoryError` when there are none in time.
    static func load(_ settings: KeySettings, logger: Logger) async throws -> PublicKeys {
        let directory = KeyDirectory(settings.directory)
        let deadline = ContinuousClock.now + patience
        var isReported = false
        while true {
            do {
                return try await PublicKeys(directory, logger: logger)
            } catch let error as KeyDirectoryError where ContinuousClock.now < deadline {
                if !isReported { logger.notice("waiting for public keys", metadata: ["reason": "\(error)"]) }
                isReported = true
                try await Task.sleep(for: interval)
            }
        }
    }
}
