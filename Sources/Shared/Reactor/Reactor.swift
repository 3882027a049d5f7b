import CEpoll
import Glibc
import Synchronization

/// The thread of the process that waits, for sockets to be ready and for moments to come (Schmidt, "Reactor", 1995). It
/// does nothing else: who is called back passes the word on. `SocketWatch` and `Alarm` are its doors.
///
/// Dispatch has sources and timers for this, but takes two threads and a dozen system calls for each event, and wakes a
/// thread for each timer that is set.
final class Reactor: Sendable {
    typealias Callback = @Sendable () -> Void

    static let shared = Reactor()

    private struct State {
        var made: UInt64 = 0
        var sockets: [UInt64: Callback] = [:]
        var alarms = AlarmQueue<Callback>()
        /// When the thread wakes by itself; nil while it is awake, and looks at the alarms before it sleeps.
        var sleepsUntil: ContinuousClock.Instant?
    }

    private let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    /// Written to wake the thread sooner.
    private let bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    private let state = Mutex(State())

    private init() {
        var ringing = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: 0))
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let isReady = epoll >= 0 && bell >= 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, bell, &ringing) == 0
        let error = pthread_create(
            &thread, nil,
            { context in
                context.map { Unmanaged<Reactor>.fromOpaque($0).takeRetainedValue().run() }
                return nil
            }, context)
        precondition(isReady && error == 0, "the process has no thread or descriptor left as it starts")
        pthread_detach(thread)
    }

    // Sockets

    /// Calls back once, as soon as the descriptor is ready, and once more after each `rearm`.
    ///
    /// - Returns: The token for the other functions; nil if the descriptor cannot be watched.
    func add(_ descriptor: Int32, _ events: EPOLL_EVENTS, onReady: @escaping Callback) -> UInt64? {
        let token = state.withLock { state in
            state.made += 1
            state.sockets[state.made] = onReady
            return state.made
        }
        if control(EPOLL_CTL_ADD, descriptor, events, token) == 0 { return token }
        state.withLock { $0.sockets[token] = nil }
        return nil
    }

    func rearm(_ descriptor: Int32, _ events: EPOLL_EVENTS, token: UInt64) {
        _ = control(EPOLL_CTL_MOD, descriptor, events, token)
    }

    func remove(_ descriptor: Int32, token: UInt64) {
        _ = control(EPOLL_CTL_DEL, descriptor, EPOLL_EVENTS(0), token)
        // Freed outside of the lock: it may hold the last of what has a watch or an alarm of its own.
        let callback = state.withLock { $0.sockets.removeValue(forKey: token) }
        withExtendedLifetime(callback) {}
    }

    /// Has one event reported, and then none before the next call.
    private func control(_ operation: Int32, _ descriptor: Int32, _ events: EPOLL_EVENTS, _ token: UInt64) -> Int32 {
        var event = epoll_event(events: events.rawValue | EPOLLONESHOT.rawValue, data: epoll_data_t(u64: token))
        return epoll_ctl(epoll, operation, descriptor, &event)
    }

    // Alarms

    /// Calls back once, at the moment or up to a millisecond after it, unless `cancelAlarm` comes first.
    func addAlarm(at moment: ContinuousClock.Instant, _ body: @escaping Callback) -> UInt64 {
        let (id, isSooner) = state.withLock { state in
            let isSooner = state.sleepsUntil.map { moment < $0 } ?? false
            // The next one need not ring again.
            if isSooner { state.sleepsUntil = nil }
            return (state.alarms.add(at: moment, body), isSooner)
        }
        if isSooner { eventfd_write(bell, 1) }
        return id
    }

    func cancelAlarm(_ id: UInt64) {
        let body = state.withLock { $0.alarms.cancel(id) }
        withExtendedLifetime(body) {}
    }

    // The thread

    private func run() {
        var events = [epoll_event](repeating: epoll_event(), count: 64)
        while true {
            let count = Int(epoll_wait(epoll, &events, Int32(events.count), untilNextAlarm()))
            let due = state.withLock { state in
                state.sleepsUntil = nil
                return state.alarms.takeDue(at: .now)
            }
            for event in events.prefix(max(0, count)) {
                let token = event.data.u64
                if token == 0 { answerBell() } else { state.withLock { $0.sockets[token] }?() }
            }
            for body in due { body() }
        }
    }

    /// In milliseconds, not too early; -1 for ever.
    private func untilNextAlarm() -> Int32 {
        let next = state.withLock { state in
            let next = state.alarms.next
            state.sleepsUntil = next ?? .now + Self.forever
            return next
        }
        guard let next else { return -1 }
        return Int32(max(0, min((next - .now) / .milliseconds(1), Double(Int32.max))).rounded(.up))
    }

    /// Later than any alarm is set for.
    private static let forever: Duration = .seconds(100 * 365 * 86_400)

    private func answerBell() {
        var rings: eventfd_t = 0
        _ = eventfd_read(bell, &rings)
    }
}
