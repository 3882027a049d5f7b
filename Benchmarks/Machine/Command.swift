import Foundation
import Subprocess

/// Runs other programs.
enum Command {
    /// Finds a program by its name or by its path, and becomes it: the process id is the program's.
    private static let launcher = "env"

    struct Failed: Error, CustomStringConvertible {
        let program: String
        let output: String
        var description: String { "\(program) failed: \(output.suffix(600))" }
    }

    /// Runs a program to its end.
    /// - Returns: what it wrote to standard output.
    @discardableResult
    static func run(
        _ program: String, _ arguments: [String] = [], environment: [String: String] = [:], input: String = ""
    ) async throws -> String {
        let result = try await Subprocess.run(
            .name(launcher), arguments: Arguments([program] + arguments),
            environment: .inherit.updating(keys(environment)),
            input: .string(input), output: .string(limit: 64 << 20), error: .string(limit: 16 << 20))
        guard result.terminationStatus.isSuccess else {
            throw Failed(program: program, output: result.standardError + result.standardOutput)
        }
        return result.standardOutput
    }

    /// Runs a program for as long as `body` takes, which gets its process id; then asks it to end, and waits until it has.
    static func during<Output: Sendable>(
        _ program: String, _ arguments: [String], environment: [String: String] = [:],
        _ body: @Sendable (Int32) async throws -> Output
    ) async throws -> Output {
        let result = try await Subprocess.run(
            .name(launcher), arguments: Arguments([program] + arguments),
            environment: .inherit.updating(keys(environment)),
            input: .none, output: .discarded, error: .discarded
        ) { execution in
            let outcome = await Result { try await body(execution.processIdentifier.value) }
            try? execution.send(signal: .terminate)
            return outcome
        }
        return try result.closureResult.get()
    }

    private static func keys(_ environment: [String: String]) -> [Environment.Key: String?] {
        Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) })
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
