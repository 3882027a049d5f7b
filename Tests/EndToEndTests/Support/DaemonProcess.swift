import Foundation
import Synchronization
import TestSupport

/// A child process whose output goes to a file; it is ended when the test is.
final class DaemonProcess: Sendable {
    struct DidNotExit: Error, CustomStringConvertible {
        let name: String
        var description: String { "\(name) did not exit in time" }
    }

    let name: String
    let log: URL
    // `Process` is not Sendable; the lock makes its use from one thread at a time.
    private let process: Mutex<Process>

    init(_ executable: URL, _ arguments: [String], environment: [String: String], log: URL) throws {
        name = executable.lastPathComponent
        self.log = log
        try Data().write(to: log)
        let output = try FileHandle(forWritingTo: log)
        try output.seekToEnd()
        let child = Process()
        child.executableURL = executable
        child.arguments = arguments
        child.environment = environment
        child.standardInput = FileHandle.nullDevice
        child.standardOutput = output
        child.standardError = output
        try child.run()
        process = Mutex(child)
    }

    var identifier: Int32 { process.withLock { $0.processIdentifier } }

    var isRunning: Bool { process.withLock { $0.isRunning } }

    var exitStatus: Int32? { process.withLock { $0.isRunning ? nil : $0.terminationStatus } }

    func signal(_ signal: Int32) { _ = Glibc.kill(identifier, signal) }

    /// Sends a signal and waits for the end; returns the exit status.
    @discardableResult
    func end(by signal: Int32 = SIGTERM, within deadline: Duration = .seconds(60)) async throws -> Int32 {
        if isRunning { self.signal(signal) }
        do {
            return try await eventualValue(within: deadline) { self.exitStatus }
        } catch {
            self.signal(SIGKILL)
            throw DidNotExit(name: name)
        }
    }

    /// What it wrote so far, for a failed test's message.
    var output: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }
}

/// Runs a command to its end.
func run(
    _ executable: URL, _ arguments: [String], environment: [String: String], log: URL,
    within deadline: Duration = .seconds(60)
) async throws -> (status: Int32, output: String) {
    let child = try DaemonProcess(executable, arguments, environment: environment, log: log)
    let status = try await eventualValue(within: deadline) { child.exitStatus }
    return (status, child.output)
}
