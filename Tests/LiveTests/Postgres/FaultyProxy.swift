import Foundation
import Synchronization

/// A TCP proxy before the test server that can lose the server's answers.
final class FaultyProxy: Sendable {
    enum Mode: Sendable {
        case forward
        /// Drops the server's next bytes and closes the connection that they belong to; then forwards again.
        case cutAtNextAnswer
        /// Keeps the server's bytes back for good, on every connection that gets some.
        case swallowAnswers
    }

    struct CannotListen: Error {}

    let port: UInt16
    private let listener: Int32
    private let upstream: (host: String, port: UInt16)
    private let mode = Mutex(Mode.forward)

    init(before server: URLComponents) throws {
        upstream = (server.host ?? "127.0.0.1", UInt16(server.port ?? 5432))
        guard let (descriptor, port) = listenOnLoopback() else { throw CannotListen() }
        (listener, self.port) = (descriptor, port)
        Thread.detachNewThread { [self] in acceptAll() }
    }

    func set(_ mode: Mode) { self.mode.withLock { $0 = mode } }

    /// Stops accepting, which also ends the thread that does.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func acceptAll() {
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { break }
            let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            guard withLoopbackAddress(port: upstream.port, { connect(server, $0, $1) }) == 0 else {
                close(client)
                close(server)
                continue
            }
            // Whichever direction ends last closes both: a descriptor that is closed sooner may be another's by the time
            // that the first shuts it down.
            let pair = Pair(client: client, server: server)
            Thread.detachNewThread { [self] in
                copy(from: client, to: server) { .forward }
                pair.endOne()
            }
            Thread.detachNewThread { [self] in
                copy(from: server, to: client) { nextMode() }
                pair.endOne()
            }
        }
        close(listener)
    }

    private func nextMode() -> Mode {
        mode.withLock { mode in
            defer { if case .cutAtNextAnswer = mode { mode = .forward } }
            return mode
        }
    }

    private func copy(from source: Int32, to destination: Int32, _ mode: () -> Mode) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        loop: while true {
            let count = recv(source, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            switch mode() {
            case .forward: guard send(destination, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break loop }
            case .cutAtNextAnswer: break loop
            case .swallowAnswers: continue
            }
        }
        // Wakes the other direction.
        shutdown(source, Int32(SHUT_RDWR))
        shutdown(destination, Int32(SHUT_RDWR))
    }
}

/// The two sockets that bytes are copied between, by a thread in each direction.
private final class Pair: Sendable {
    private let client: Int32
    private let server: Int32
    private let directions = Atomic(2)

    init(client: Int32, server: Int32) {
        self.client = client
        self.server = server
    }

    func endOne() {
        guard directions.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 else { return }
        close(client)
        close(server)
    }
}

/// Listens and never answers.
final class SilentServer: Sendable {
    let port: UInt16
    private let listener: Int32

    init() throws {
        guard let (descriptor, port) = listenOnLoopback() else { throw FaultyProxy.CannotListen() }
        (listener, self.port) = (descriptor, port)
    }

    deinit { close(listener) }
}

private func listenOnLoopback() -> (descriptor: Int32, port: UInt16)? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    let isBound = withLoopbackAddress(port: 0) { bind(descriptor, $0, $1) } == 0
    guard isBound, listen(descriptor, 64) == 0 else { return nil }
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let found = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    return found == 0 ? (descriptor, UInt16(bigEndian: address.sin_port)) : nil
}

private func withLoopbackAddress<Result>(
    port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
) -> Result {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    address.sin_port = port.bigEndian
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            body(address, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}
