import Glibc

/// A client that takes little of what it is sent until it reads. Every wait has a deadline.
package final class LateReader: Sendable {
    private let descriptor: Int32

    /// - Parameter patience: seconds that a read or a write may wait.
    package init(port: Int, patience: Double = 10) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw NeverHappened(what: "there is a socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var wait = timeval(tv_sec: Int(patience), tv_usec: Int(patience * 1_000_000) % 1_000_000)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        var buffer: Int32 = 4_096
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &buffer, socklen_t(MemoryLayout<Int32>.size))
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw NeverHappened(what: "the server is reached") }
    }

    deinit { close(descriptor) }

    /// Whether all of it was taken.
    package func send(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// The next `count` bytes; fewer at the connection's end.
    package func read(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count, let more = try readSome(upTo: count - bytes.count) { bytes += more }
        return bytes
    }

    /// Everything until the connection ends.
    package func readAll() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let more = try readSome(upTo: 65_536) { bytes += more }
        return bytes
    }

    private func readSome(upTo limit: Int) throws -> [UInt8]? {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            let length = recv(descriptor, buffer.baseAddress, limit, 0)
            if length < 0 { failure = errno }
            count = max(0, length)
        }
        guard failure == 0 else { throw NeverHappened(what: "the server goes on or ends (\(failure))") }
        return bytes.isEmpty ? nil : bytes
    }
}
