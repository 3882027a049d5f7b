/// Remembers that PostgreSQL is away, so that not every request has to find it out by a deadline of its own: after a few
/// failures in a row reads are refused at once, but for one that tries again now and then. Pure: the time is given.
struct ReadBreaker: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// A single slow statement says nothing.
    static let failuresToOpen = 3
    static let interval: Duration = .milliseconds(500)

    private var failures = 0
    private var nextTry: Instant?

    /// Whether a read may be tried now. While PostgreSQL is taken to be away, this is true for one caller per interval.
    mutating func admits(at now: Instant) -> Bool {
        guard let nextTry else { return true }
        guard now >= nextTry else { return false }
        self.nextTry = now + Self.interval
        return true
    }

    mutating func succeeded() {
        failures = 0
        nextTry = nil
    }

    /// No connection could be had, it was lost, or there was no answer in time.
    mutating func failed(at now: Instant) {
        failures += 1
        if failures >= Self.failuresToOpen { nextTry = now + Self.interval }
    }
}
