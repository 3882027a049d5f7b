import Events

/// The rules by which a reader follows the event log: what comes over Redis is a hint, PostgreSQL is the truth.
///
/// Pure: it does no I/O and is told the time. Its shell alternates between `next` and telling what came of it; messages
/// that arrive meanwhile wait in the shell, so that a read's answer always meets the state that asked for it.
struct ReaderState: Sendable {
    typealias Instant = ContinuousClock.Instant

    private let settings: Settings
    private(set) var mode = Mode.booting
    /// The last contiguous position that is applied.
    private(set) var applied: Int64 = 0
    /// The end of the log as it was last heard of; never below `applied`.
    var head: Int64 { max(applied, heardOf) }
    private var heardOf: Int64 = 0
    /// When the end of the log was last seen to be `applied`.
    private(set) var confirmedAt: Instant
    private(set) var timeline: Int64?
    private var isSubscribed = false
    /// When to read; nil while messages suffice.
    private var nextRead: Instant?
    /// The end of the pause after a read that failed, or that a message of another timeline asked for.
    private var pausedUntil: Instant

    init(_ settings: Settings = Settings(), now: Instant) {
        self.settings = settings
        confirmedAt = now
        pausedUntil = now
        // Subscribing comes first: what is published after the head was read must not be missed. Without Redis, go on.
        nextRead = now + settings.silenceLimit
    }

    mutating func next(now: Instant) -> Step {
        if mode == .live, now >= confirmedAt + settings.silenceLimit {
            mode = .direct
            read(at: now)
        }
        if let nextRead, now >= nextRead { return .read(after: timeline == nil ? nil : applied) }
        let silence = mode == .live ? confirmedAt + settings.silenceLimit : nil
        return .wait(until: [nextRead, silence].compactMap(\.self).min() ?? now + settings.pollInterval)
    }

    // MARK: Redis

    mutating func subscribed(now: Instant) {
        isSubscribed = true
        if mode == .booting { read(at: now) }
    }

    mutating func subscriptionLost(now: Instant) {
        isSubscribed = false
        guard mode == .live else { return }
        mode = .direct
        read(at: now)
    }

    /// A message that could not be read, or messages that had to be dropped: PostgreSQL knows what was in them.
    mutating func missedMessages(now: Instant) {
        if mode != .booting { read(at: now) }
    }

    mutating func received(_ batch: EventBatch, now: Instant) -> [Output] {
        // Before the head is known, a message says nothing: the read to come will show all that it tells.
        guard mode != .booting else { return [] }
        guard batch.timeline == timeline else {
            // A failover, or another shop on the same Redis: whose timeline it is, PostgreSQL says.
            read(at: now)
            pausedUntil = max(pausedUntil, now + settings.pollInterval)
            return []
        }
        heardOf = batch.to
        guard batch.from <= applied + 1, batch.isContiguous else {
            read(at: now)
            return []
        }
        if batch.to >= applied { confirm(now, live: isSubscribed) }
        let news = batch.events.filter { $0.position > applied }
        applied = max(applied, batch.to)
        return news.isEmpty && batch.horizon == nil ? [] : [.apply(news, to: batch.to, horizon: batch.horizon)]
    }

    // MARK: PostgreSQL

    mutating func readFailed(now: Instant) {
        pausedUntil = now + settings.pollInterval
        nextRead = pausedUntil
    }

    /// The answer to `Step.read`.
    mutating func read(_ page: LogPage, now: Instant) -> [Output] {
        nextRead = now
        heardOf = page.position
        guard timeline != nil else { return [begin(page)] }
        guard page.timeline == timeline, page.position >= applied, page.prunedTo <= applied,
            let events = page.events, events.areContiguous(after: applied)
        else { return reset(to: page, now: now) }
        applied = events.last?.position ?? applied
        let news = Output.apply(events, to: applied, horizon: nil)
        if applied == page.position { return [news] + reachedEnd(of: page, now: now) }
        // An empty page below the head is a hole in the log, which reading again would not fill.
        return events.isEmpty ? reset(to: page, now: now) : [news]
    }

    /// Begins a while before the head, so that what is in Redis since then can be judged.
    private mutating func begin(_ page: LogPage) -> Output {
        timeline = page.timeline
        applied = max(page.position - settings.bootWindow, page.prunedTo, Timeline.origin(of: page.timeline))
        return .reset(to: applied)
    }

    /// Gives up on everything before the head: events are gone from the log, or cannot be read, or this is another log.
    private mutating func reset(to page: LogPage, now: Instant) -> [Output] {
        timeline = page.timeline
        applied = page.position
        return [.reset(to: applied)] + reachedEnd(of: page, now: now)
    }

    private mutating func reachedEnd(of page: LogPage, now: Instant) -> [Output] {
        if mode == .booting { mode = isSubscribed ? .live : .direct }
        if page.waiting != nil { confirm(now, live: false) }
        nextRead = mode == .live ? nil : now + settings.pollInterval
        return [.apply([], to: applied, horizon: page.horizon), .foresee(page.waiting ?? [])]
    }

    private mutating func confirm(_ now: Instant, live: Bool) {
        confirmedAt = now
        if live { mode = .live }
    }

    private mutating func read(at moment: Instant) {
        let due = max(moment, pausedUntil)
        nextRead = min(nextRead ?? due, due)
    }
}

extension EventBatch {
    /// Whether the events are those that the header announces. A message that lies is treated as a lost one.
    fileprivate var isContiguous: Bool {
        from > 0 && (from - 1).addingReportingOverflow(Int64(events.count)) == (to, false)
            && events.areContiguous(after: from - 1)
    }
}

extension [Event] {
    /// Whether their positions are the next ones after `position`, without a hole.
    fileprivate func areContiguous(after position: Int64) -> Bool {
        enumerated().allSatisfy { $1.position - position == Int64($0) + 1 }
    }
}
