import ArgumentParser
import Glibc

/// How a command of a daemon ends, as shells and supervisors see it (sysexits.h).
package enum DaemonExit {
    /// Something failed that was not the caller's doing.
    package static let failure = ExitCode(EX_SOFTWARE)
    /// The settings are wrong: trying again does not help.
    package static let badSettings = ExitCode(EX_CONFIG)

    /// Runs a command; what it throws is told in sentences on standard error, and becomes an exit code.
    package static func reporting(_ command: () async throws -> Void) async throws {
        do {
            try await command()
        } catch let error as SettingsError {
            for problem in error.problems { tell(problem) }
            throw badSettings
        } catch let error as ExitCode {
            throw error
        } catch {
            tell("Failed: \(error)")
            throw failure
        }
    }

    private static func tell(_ sentence: String) { StandardError.write("\(sentence)\n") }
}
