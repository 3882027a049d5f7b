import Glibc
import TestSupport

/// A client that sends and never reads.
enum DeafConnection {
    /// How often the request could be sent before the server took no more for half a second; at most `limit` times.
    static func send(_ request: String, upTo limit: Int, port: Int) throws -> Int {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { throw NeverHappened(what: "there is a socket") }
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var patience = timeval(tv_sec: 0, tv_usec: 500_000)
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw NeverHappened(what: "the server is reached") }
        let bytes = Array(request.utf8)
        for sent in 0..<limit where write(socket, bytes, bytes.count) < bytes.count { return sent }
        return limit
    }
}
