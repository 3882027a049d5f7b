/// Decides whether commands are sent at all, so that a Redis which is down or hung costs a caller nothing.
///
/// closed (connected, commands pass) → open (commands fail at once) after `failuresToOpen` missed deadlines in a row, or
/// when the connection is lost → probing (one new connection is tried, commands still fail at once) after a pause →
/// closed, or open again with a longer pause. The pause shrinks back only when a command has been answered, so a server
/// that greets and then hangs is not tried ever faster.
struct CircuitBreaker {
    typealias Instant = ContinuousClock.Instant

    enum State: Equatable {
        case closed(missedDeadlines: Int)
        case open(until: Instant)
        case probing
    }

    /// What a command was admitted under; its outcome counts only while the breaker has not opened since.
    struct Permit: Equatable {
        fileprivate let period: Int
    }

    private(set) var state: State
    private let failuresToOpen: Int
    private let backoff: Backoff
    private var failures = 0
    private var period = 0

    /// Open, and due for its first probe at `now`.
    init(failuresToOpen: Int, backoff: Backoff, now: Instant) {
        self.failuresToOpen = failuresToOpen
        self.backoff = backoff
        state = .open(until: now)
    }

    var isClosed: Bool { permit() != nil }

    /// Nil when a command must fail at once.
    func permit() -> Permit? {
        guard case .closed = state else { return nil }
        return Permit(period: period)
    }

    /// A command was answered; an error reply is an answer too.
    mutating func answered(_ permit: Permit) {
        guard case .closed = state, permit.period == period else { return }
        state = .closed(missedDeadlines: 0)
        failures = 0
    }

    /// A command's deadline passed. True when this one opened the breaker: the connection is then to be dropped.
    mutating func missedDeadline(_ permit: Permit, at now: Instant, scatter: Double) -> Bool {
        guard case .closed(let missed) = state, permit.period == period else { return false }
        guard missed + 1 >= failuresToOpen else {
            state = .closed(missedDeadlines: missed + 1)
            return false
        }
        open(at: now, scatter: scatter)
        return true
    }

    /// The connection, or the attempt to make one, came to its end.
    mutating func disconnected(at now: Instant, scatter: Double) {
        if case .open = state { return }
        open(at: now, scatter: scatter)
    }

    /// How long until a probe is due; zero when it is.
    func pause(at now: Instant) -> Duration {
        guard case .open(let until) = state else { return .zero }
        return max(now.duration(to: until), .zero)
    }

    /// Enters the probe if one is due.
    mutating func beginProbe(at now: Instant) -> Bool {
        guard case .open(let until) = state, until <= now else { return false }
        state = .probing
        return true
    }

    mutating func probeSucceeded() {
        guard case .probing = state else { return }
        period += 1
        state = .closed(missedDeadlines: 0)
    }

    private mutating func open(at now: Instant, scatter: Double) {
        failures += 1
        state = .open(until: now + backoff.pause(afterFailures: failures, scatter: scatter))
    }
}
