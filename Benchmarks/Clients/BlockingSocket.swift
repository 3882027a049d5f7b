import Foundation

/// A connection to this machine that is opened step by step.
struct BlockingSocket {
    let descriptor: Int32

    static func open(port: Int) throws -> BlockingSocket {
        let socket = BlockingSocket(descriptor: socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = in_addr_t(UInt32(0x7F00_0001).bigEndian)
        // What does not answer for so long will not.
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(socket.descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let result = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                connect(socket.descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            close(socket.descriptor)
            throw SocketCrowd.Refused(description: "no connection: \(String(cString: strerror(errno)))")
        }
        return socket
    }

    func send(_ bytes: [UInt8]) throws {
        guard Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw SocketCrowd.Refused(description: "the server does not read")
        }
    }

    /// Asks for a WebSocket. Whoever opened the connection closes it, also when this throws.
    /// - Returns: what came behind the answer's head.
    func upgrade(_ path: String) throws -> ArraySlice<UInt8> {
        let request = """
            GET \(path) HTTP/1.1\r
            Host: 127.0.0.1\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r\n
            """
        try send(Array(request.utf8))
        var answer: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 4_096)
        while true {
            let length = recv(descriptor, &bytes, bytes.count, 0)
            if length > 0 { answer += bytes.prefix(length) }
            if let end = answer.firstRange(of: Array("\r\n\r\n".utf8)), answer.starts(with: "HTTP/1.1 101".utf8) {
                return answer[end.upperBound...]
            }
            guard length > 0, answer.starts(with: "HTTP/1.1 101".utf8.prefix(answer.count)) else {
                let text = String(decoding: answer.prefix(300), as: UTF8.self)
                throw SocketCrowd.Refused(description: "no socket: \(text)")
            }
        }
    }
}
