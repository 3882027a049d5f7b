import Foundation
import Synchronization

private let given = Mutex(Set<UInt16>())

/// A TCP port of 127.0.0.1 that nobody listens on, and that no other caller in this process was given. It lies below
/// those that the kernel gives to outgoing connections, so that none of these takes it before a server does.
package func freePort() throws -> Int {
    for _ in 0..<200 {
        let port = UInt16.random(in: 12_000..<20_000)
        if given.withLock({ $0.insert(port).inserted }), isFree(port) { return Int(port) }
    }
    throw POSIXError(.EADDRNOTAVAIL)
}

private func isFree(_ port: UInt16) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
            bind(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
}
