/// The rules by which the publisher elects itself, numbers events and reports the head: what to do next, and when.
///
/// Pure: it does no I/O and is told the time. Its shell alternates between `next` and telling what came of it.
struct PublisherState: Sendable {
    typealias Instant = ContinuousClock.Instant

    private let settings: Settings
    private(set) var isLeading = false
    /// How many times this process has come to lead.
    private(set) var term = 0
    private var isStopping = false
    private var failures = 0
    /// When what is due next is due: an election for a follower, a look for the leader.
    private var nextAttempt: Instant
    /// When to number; nil while nothing is known to wait.
    private var nextBatch: Instant?
    private var lastBatch: Instant?
    private var nextHeartbeat: Instant
    private var busyUntil: Instant
    /// When to wake the leader; nil while nothing was committed here.
    private var nextWake: Instant?

    init(_ settings: Settings = Settings(), now: Instant) {
        self.settings = settings
        (nextAttempt, nextHeartbeat, busyUntil) = (now, now, now)
    }

    func next(now: Instant) -> Step {
        guard isLeading else { return followersStep(now) }
        if let nextBatch, now >= nextBatch { return .ask(.number) }
        if isStopping { return .resign }
        let nextLook = min(nextAttempt, nextHeartbeat)
        if now >= nextLook { return .ask(.look) }
        return .wait(until: min(nextLook, nextBatch ?? nextLook))
    }

    private func followersStep(_ now: Instant) -> Step {
        if isStopping { return .resign }
        if now >= nextAttempt { return .ask(.elect) }
        if let nextWake, now >= nextWake { return .wakeLeader }
        return .wait(until: min(nextAttempt, nextWake ?? nextAttempt))
    }

    // MARK: What happens

    /// Something was committed in this process.
    mutating func committed(now: Instant) {
        if isLeading {
            number(now)
        } else {
            nextWake = nextWake ?? now + settings.spacing
        }
    }

    /// Another process says that something was committed.
    mutating func woken(now: Instant) {
        if isLeading { number(now) }
    }

    mutating func wokeLeader() { nextWake = nil }

    mutating func elected(_ won: Bool, now: Instant) {
        failures = 0
        nextAttempt = now + settings.electionInterval
        guard won else { return }
        isLeading = true
        term += 1
        // At once, even if nothing waits: the first batch of a term opens the timeline.
        nextBatch = now
    }

    /// A batch of `count` events was numbered; `isFull` when more may wait. True when its message is to be published.
    mutating func numbered(count: Int, isFull: Bool, now: Instant) -> Bool {
        failures = 0
        lastBatch = now
        nextBatch = isFull ? now : nil
        if count > 0 { busyUntil = now + settings.busyFor }
        return saw(isNews: count > 0, now: now)
    }

    /// Whether events wait. True when a heartbeat is to be published.
    mutating func looked(isWaiting: Bool, now: Instant) -> Bool {
        failures = 0
        if isWaiting { number(now) }
        return saw(isNews: false, now: now) && !isWaiting
    }

    /// The connection is gone, and with it the lock.
    mutating func failed(now: Instant) {
        isLeading = false
        nextBatch = nil
        let pause = settings.firstPause * (1 << min(failures, 16))
        failures += 1
        nextAttempt = now + min(pause, settings.longestPause)
    }

    /// The process is about to end: number what is left, then resign.
    mutating func stop(now: Instant) {
        guard !isStopping else { return }
        isStopping = true
        nextBatch = now
    }

    private mutating func number(_ now: Instant) {
        let earliest = lastBatch.map { max(now, $0 + settings.spacing) } ?? now
        nextBatch = min(nextBatch ?? earliest, earliest)
    }

    /// Plans the next look and, if there is something to say, the next heartbeat.
    private mutating func saw(isNews: Bool, now: Instant) -> Bool {
        nextAttempt = now + (now < busyUntil ? settings.busyPoll : settings.idlePoll)
        guard isNews || now >= nextHeartbeat else { return false }
        nextHeartbeat = now + settings.heartbeat
        return true
    }
}
