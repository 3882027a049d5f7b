import CEpoll
import Foundation
import NIOCore
import Synchronization

/// Many WebSockets to one server, on one thread, that note when a message reaches each of them. It takes as little time
/// for each as it can, as it shares the processors with the server.
final class SocketCrowd: Sendable {
    struct Refused: Error, CustomStringConvertible {
        let description: String
    }

    private struct State {
        /// By their descriptors.
        var sockets: [Int32: FrameReader] = [:]
        var arrivals: [NIODeadline] = []
    }

    private let port: Int
    private let path: String
    /// Sent by each socket when it is open.
    private let greeting: String?
    private let poll = epoll_create1(0)
    private let state = Mutex(State())
    private let isOver = Atomic(false)

    init(port: Int, path: String, greeting: String? = nil) {
        self.port = port
        self.path = path
        self.greeting = greeting
        Thread.detachNewThread { self.readAll() }
    }

    var count: Int { state.withLock(\.sockets.count) }

    /// Opens more of them, one by one, until there are so many.
    func grow(to total: Int) async throws {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { while self.count < total { try self.open() } })
            }
        }
    }

    private func open() throws {
        let socket = try BlockingSocket.open(port: port)
        do {
            try take(socket)
        } catch {
            state.withLock { $0.sockets[socket.descriptor] = nil }
            Glibc.close(socket.descriptor)
            throw error
        }
    }

    private func take(_ socket: BlockingSocket) throws {
        let rest = try socket.upgrade(path)
        if let greeting { try socket.send(FrameReader.masked(opcode: 1, Array(greeting.utf8))) }
        var reader = FrameReader()
        let first = rest.withUnsafeBytes { reader.read($0) }
        state.withLock { state in
            state.sockets[socket.descriptor] = reader
            for _ in 0..<first.messages { state.arrivals.append(.now()) }
        }
        var event = epoll_event()
        event.events = EPOLLIN.rawValue
        event.data.fd = socket.descriptor
        guard epoll_ctl(poll, EPOLL_CTL_ADD, socket.descriptor, &event) == 0 else {
            throw Refused(description: "a socket cannot be watched: \(String(cString: strerror(errno)))")
        }
    }

    /// On the thread of this crowd, until it is closed.
    private func readAll() {
        var events = [epoll_event](repeating: epoll_event(), count: 256)
        var bytes = [UInt8](repeating: 0, count: 16_384)
        while !isOver.load(ordering: .acquiring) {
            let ready = epoll_wait(poll, &events, Int32(events.count), 50)
            guard ready > 0 else { continue }
            state.withLock { state in
                for event in events.prefix(Int(ready)) { read(event.data.fd, &bytes, &state) }
            }
        }
        state.withLock { state in
            for socket in state.sockets.keys { Glibc.close(socket) }
            state.sockets = [:]
        }
        Glibc.close(poll)
    }

    private func read(_ socket: Int32, _ bytes: inout [UInt8], _ state: inout State) {
        let length = recv(socket, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        if length < 0, errno == EAGAIN { return }
        let read = bytes.withUnsafeBytes { bytes in
            length > 0 ? state.sockets[socket]?.read(UnsafeRawBufferPointer(rebasing: bytes[..<length])) : nil
        }
        guard let read, !read.isClosed else {
            state.sockets[socket] = nil
            Glibc.close(socket)
            return
        }
        for _ in 0..<read.messages { state.arrivals.append(.now()) }
        for ping in read.pings {
            let pong = FrameReader.masked(opcode: 10, ping)
            send(socket, pong, pong.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
        }
    }

    /// Waits until nothing has come for a while: what sockets are told at their opening is over.
    func settle() async throws {
        var before = -1
        while before != state.withLock(\.arrivals.count) {
            before = state.withLock(\.arrivals.count)
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    /// Publishes something, and waits until each socket has got a message.
    /// - Returns: the milliseconds until each arrival, from the beginning of `publish`.
    func timeArrivals(_ publish: () async throws -> Void) async throws -> [Double] {
        let expected = state.withLock { state in
            state.arrivals.removeAll(keepingCapacity: true)
            return state.sockets.count
        }
        let start = NIODeadline.now()
        try await publish()
        try await Waiting.until("\(expected) sockets get a message", within: .seconds(20)) {
            state.withLock(\.arrivals.count) >= expected
        }
        return state.withLock { $0.arrivals.map { Double(($0 - start).nanoseconds) / 1_000_000 } }
    }

    func close() async throws {
        isOver.store(true, ordering: .releasing)
        try await Waiting.until("the sockets are closed", within: .seconds(10)) { count == 0 }
    }
}
