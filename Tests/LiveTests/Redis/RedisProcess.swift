import Foundation
import Glibc

/// A Redis server of one test's own, on a port of its own, that the test may stop, continue and kill.
final class RedisProcess {
    let port: Int
    let password: String?
    private var process: Process?

    init(password: String? = nil) throws {
        port = try Self.freePort()
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

    /// A port that the system gave and that nobody listens on.
    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 ? getsockname(descriptor, generic, &length) : -1
            }
        }
        guard status == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
