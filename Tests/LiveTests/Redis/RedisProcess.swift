import Foundation
import Glibc
import TestSupport

/// A Redis server of one test's own, on a port of its own, that the test may stop, continue and kill.
final class RedisProcess {
    let port: Int
    let password: String?
    private var process: Process?

    init(password: String? = nil) throws {
        port = try freePort()
        self.password = password
        try start()
    }

    deinit { kill() }

    var url: String { "redis://\(password.map { ":\($0)@" } ?? "")127.0.0.1:\(port)" }

    func start() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["redis-server", "--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", "/tmp"]
            + (password.map { ["--requirepass", $0] } ?? [])
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        self.process = process
    }

    /// Hangs it: it keeps its connections and answers nothing.
    func stop() { send(SIGSTOP) }

    func resume() { send(SIGCONT) }

    func kill() {
        send(SIGKILL)
        process?.waitUntilExit()
        process = nil
    }

    private func send(_ signal: Int32) {
        if let process { _ = Glibc.kill(process.processIdentifier, signal) }
    }
}
