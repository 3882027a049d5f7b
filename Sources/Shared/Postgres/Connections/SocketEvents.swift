import CEpoll
import Glibc
import Synchronization

/// Waits for all sockets of the process on one thread, which does nothing else: who is called back passes the word on.
///
/// Dispatch has sources for this, but takes two threads and a dozen system calls for each event.
final class SocketEvents: Sendable {
    static let shared = SocketEvents()

    private struct State {
        var made: UInt64 = 0
        var callbacks: [UInt64: @Sendable () -> Void] = [:]
    }

    private let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    private let state = Mutex(State())

    private init() {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let error = pthread_create(
            &thread, nil,
            { context in
                context.map { Unmanaged<SocketEvents>.fromOpaque($0).takeRetainedValue().run() }
                return nil
            }, context)
        precondition(epoll >= 0 && error == 0, "the process has no thread or descriptor left as it starts")
        pthread_detach(thread)
    }

    /// Calls back once, as soon as the descriptor is ready, and once more after each `rearm`.
    ///
    /// - Returns: The token for the other functions; nil if the descriptor cannot be watched.
    func add(_ descriptor: Int32, _ events: EPOLL_EVENTS, onReady: @escaping @Sendable () -> Void) -> UInt64? {
        let token = state.withLock { state in
            state.made += 1
            state.callbacks[state.made] = onReady
            return state.made
        }
        if control(EPOLL_CTL_ADD, descriptor, events, token) == 0 { return token }
        state.withLock { $0.callbacks[token] = nil }
        return nil
    }

    func rearm(_ descriptor: Int32, _ events: EPOLL_EVENTS, token: UInt64) {
        _ = control(EPOLL_CTL_MOD, descriptor, events, token)
    }

    func remove(_ descriptor: Int32, token: UInt64) {
        _ = control(EPOLL_CTL_DEL, descriptor, EPOLL_EVENTS(0), token)
        state.withLock { $0.callbacks[token] = nil }
    }

    /// Has one event reported, and then none before the next call.
    private func control(_ operation: Int32, _ descriptor: Int32, _ events: EPOLL_EVENTS, _ token: UInt64) -> Int32 {
        var event = epoll_event(events: events.rawValue | EPOLLONESHOT.rawValue, data: epoll_data_t(u64: token))
        return epoll_ctl(epoll, operation, descriptor, &event)
    }

    private func run() {
        var events = [epoll_event](repeating: epoll_event(), count: 64)
        while true {
            let count = Int(epoll_wait(epoll, &events, Int32(events.count), -1))
            for event in events.prefix(max(0, count)) { state.withLock { $0.callbacks[event.data.u64] }?() }
        }
    }
}
