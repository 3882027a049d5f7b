import Synchronization

/// What all sockets of this process do together. Written on every event loop, without locks.
final class SocketCounters: Sendable {
    private final class Count: Sendable { let value = Atomic<Int>(0) }

    private let openByEndpoint = SocketEndpoint.allCases.map { _ in Count() }
    private let closesByCode = CloseCode.allCases.map { _ in Count() }
    private let sent = Atomic<Int>(0)

    func opened(_ endpoint: SocketEndpoint) { change(endpoint, by: 1) }

    func closed(_ endpoint: SocketEndpoint) { change(endpoint, by: -1) }

    /// The server begins to close a socket.
    func closing(_ code: CloseCode) {
        guard let place = CloseCode.allCases.firstIndex(of: code) else { return }
        closesByCode[place].value.wrappingAdd(1, ordering: .relaxed)
    }

    func sent(_ messages: Int) { sent.wrappingAdd(messages, ordering: .relaxed) }

    private func change(_ endpoint: SocketEndpoint, by amount: Int) {
        guard let place = SocketEndpoint.allCases.firstIndex(of: endpoint) else { return }
        openByEndpoint[place].value.wrappingAdd(amount, ordering: .relaxed)
    }

    var open: [(SocketEndpoint, Int)] {
        zip(SocketEndpoint.allCases, openByEndpoint).map { ($0, $1.value.load(ordering: .relaxed)) }
    }

    var closes: [(CloseCode, Int)] {
        zip(CloseCode.allCases, closesByCode).map { ($0, $1.value.load(ordering: .relaxed)) }
    }

    var messagesSent: Int { sent.load(ordering: .relaxed) }
}
