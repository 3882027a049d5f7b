import Domain
import Events

@testable import QueryAPI

/// The reader's shell without I/O: the rules under test over the model's PostgreSQL and Redis.
struct ModelReader {
    private(set) var state: ReaderState
    let validity: CacheValidity
    var cache: ModelCache
    private let broken: BrokenRule?
    /// A read's answer that is under way.
    private var page: LogPage?
    private var seenTransactions: Set<Int64> = []
    private(set) var resets = 0

    init(broken: BrokenRule?, now: ContinuousClock.Instant) {
        self.broken = broken
        state = ReaderState(ReaderState.Settings(bootWindow: 5), now: now)
        // Few rows, so that forgetting is part of every run.
        validity = CacheValidity(touchLimit: 40, transactionLimit: 8, now: now)
        cache = ModelCache(broken: broken)
    }

    var isReading: Bool { page != nil }

    /// Whether it knows of the last failover.
    func follows(_ timeline: Int64) -> Bool { state.timeline == timeline }

    func hasApplied(_ xid: Int64) -> Bool {
        validity.hasApplied(transaction: xid) || broken == .transactionsSplit && seenTransactions.contains(xid)
    }

    func isValid(_ page: ModelCache.Page) -> Bool { isValid(page.asOf, page.tags) }

    func isValid(_ fragment: ModelCache.Fragment) -> Bool {
        isValid(fragment.asOf, Sample.content(of: fragment.product))
            && isValid(fragment.stockAsOf, [Sample.stockTag(of: fragment.product)])
    }

    private func isValid(_ asOf: Int64, _ tags: [Tag]) -> Bool {
        validity.isValid(asOf: asOf, tags: broken == .tagsIgnored ? [] : tags)
    }

    mutating func subscribed(_ now: ContinuousClock.Instant) { state.subscribed(now: now) }

    mutating func lost(_ now: ContinuousClock.Instant) { state.subscriptionLost(now: now) }

    mutating func missed(_ now: ContinuousClock.Instant) { state.missedMessages(now: now) }

    mutating func receive(_ batch: EventBatch, _ now: ContinuousClock.Instant) {
        let batch = broken == .gapsIgnored ? batch.withoutGap(after: state.applied) : batch
        perform(state.received(batch, now: now))
    }

    /// Starts a read if one is due: the answer shows this moment, and arrives later.
    mutating func startRead(_ publisher: ModelPublisher, _ database: ModelDatabase, _ now: ContinuousClock.Instant) {
        guard page == nil, case .read(let after) = state.next(now: now) else { return }
        let snapshot = database.now
        let position = publisher.position(of: snapshot, database.timeline)
        let events = after.map { after in
            snapshot.numbered.filter { $0.position > after && $0.position > snapshot.prunedTo }.prefix(4)
        }
        page = LogPage(
            position: position, prunedTo: snapshot.prunedTo, timeline: database.timeline,
            horizon: snapshot.waiting.isEmpty || broken == .horizonWhileBehind ? database.xmin : nil,
            events: (events ?? []).map { Event($0.event, at: $0.position) }, waiting: snapshot.waiting.map(\.change))
    }

    mutating func finishRead(succeeds: Bool, _ now: ContinuousClock.Instant) {
        guard let page else { return }
        self.page = nil
        if succeeds { perform(state.read(page, now: now)) } else { state.readFailed(now: now) }
    }

    private mutating func perform(_ outputs: [ReaderState.Output]) {
        for output in outputs {
            switch output {
            case .apply(let events, let position, let horizon):
                validity.apply(events, to: position, horizon: horizon)
                seenTransactions.formUnion(events.map(\.transaction))
                cache.patch(events)
            case .foresee(let changes): validity.foresee(changes)
            case .reset(let position):
                resets += 1
                if broken == .floorKept, resets > 1 {
                    validity.apply([], to: position, horizon: nil)
                } else {
                    validity.reset(to: position)
                    seenTransactions = []
                }
            }
        }
    }
}

extension EventBatch {
    /// The message as it would look had the missing events been harmless ones.
    fileprivate func withoutGap(after applied: Int64) -> EventBatch {
        guard from > applied + 1, from - applied < 50, let first = events.first else { return self }
        let missing = (applied + 1..<from).map { position in
            Event(
                position: position, transaction: 0, at: first.at, user: nil, forAdmins: false,
                change: .sessionEnded(SessionID(1)))
        }
        return EventBatch(
            from: applied + 1, to: to, horizon: horizon, timeline: timeline, events: missing + events)
    }
}
