import Dispatch
import Glibc
import Reactor
import Synchronization

/// Resolves host names off every actor and event loop: `getaddrinfo` blocks, for as long as the resolver's own
/// time-outs last. All look-ups of one resolver share one thread; one that hangs makes the others miss their deadline,
/// not take more threads.
struct AddressResolver: Sendable {
    private let queue = DispatchQueue(label: "redis.resolver")

    /// The numeric addresses of a host, in the system's order of preference; empty when it has none or the deadline
    /// passed.
    func addresses(of host: String, within deadline: Duration) async -> [String] {
        await withCheckedContinuation { continuation in
            let waiter = Mutex<CheckedContinuation<[String], Never>?>(continuation)
            let answer = Answer(waiter: waiter)
            let alarm = Alarm(after: deadline) { answer.give([]) }
            queue.async {
                answer.give(Self.lookUp(host))
                alarm.cancel()
            }
        }
    }

    /// Whichever comes first, the addresses or the deadline, answers the caller.
    private final class Answer: Sendable {
        private let waiter: Mutex<CheckedContinuation<[String], Never>?>

        init(waiter: consuming Mutex<CheckedContinuation<[String], Never>?>) { self.waiter = waiter }

        func give(_ addresses: [String]) {
            let waiting = waiter.withLock { waiter in
                defer { waiter = nil }
                return waiter
            }
            waiting?.resume(returning: addresses)
        }
    }

    private static func lookUp(_ host: String) -> [String] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        return sequence(first: list, next: { $0?.pointee.ai_next })
            .prefix { $0 != nil }
            .compactMap { $0.flatMap { numericText(of: $0.pointee) } }
    }

    private static func numericText(of address: addrinfo) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let status = getnameinfo(
            address.ai_addr, address.ai_addrlen, &buffer, socklen_t(buffer.count), nil, 0, NI_NUMERICHOST)
        guard status == 0 else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
