import Events
import Synchronization

/// Decides for all caches of this process what may be served. Fed by the `EventReader` alone; asked from any thread.
///
/// Every answer is about the moment of asking. A request that must see a transaction asks `hasApplied` *before* it judges
/// what it serves.
final class CacheValidity: Sendable {
    private struct State {
        var touches: TouchRecord
        var transactions: AppliedTransactions
        var isDirect = true
        var confirmedAt: ContinuousClock.Instant
    }

    private let staleAfter: Duration
    private let state: Mutex<State>
    private let appliedNow = Atomic<Int64>(0)
    private let stampNow = Atomic<UInt64>(0)

    /// - Parameters:
    ///   - touchLimit: how many tags are remembered (some 50 bytes each).
    ///   - transactionLimit: how many transactions above the horizon are remembered.
    ///   - staleAfter: past this time without news, what is valid counts as stale: the heartbeat's silence limit and two
    ///     polls.
    init(
        touchLimit: Int = 1_000_000, transactionLimit: Int = 100_000, staleAfter: Duration = .milliseconds(1_500),
        now: ContinuousClock.Instant = .now
    ) {
        self.staleAfter = staleAfter
        state = Mutex(
            State(
                touches: TouchRecord(limit: touchLimit), transactions: AppliedTransactions(limit: transactionLimit),
                confirmedAt: now))
    }

    /// Whether a value with these tags, read together with the head's position `asOf`, reflects every applied event.
    func isValid(asOf: Int64, tags: [Tag]) -> Bool {
        state.withLock { $0.touches.isValid(asOf: asOf, tags: tags) }
    }

    /// The position of the last applied event. Lock-free. It goes back when PostgreSQL was restored to an earlier state:
    /// to remember that something was valid, use `stamp`.
    var applied: Int64 { appliedNow.load(ordering: .acquiring) }

    /// Changes whenever something valid may have become invalid, and never comes back to an earlier value. Lock-free.
    ///
    /// What was valid *after* this was read stays valid while it is the same; so read it first, then judge, then remember.
    var stamp: UInt64 { stampNow.load(ordering: .acquiring) }

    /// What was read before this position is not valid, whatever its tags.
    var floor: Int64 { state.withLock { $0.touches.floor } }

    /// Whether everything that the transaction `xid` changed is taken into account. `false` may also mean unknown.
    func hasApplied(transaction xid: Int64) -> Bool {
        state.withLock { $0.transactions.contains(xid) }
    }

    var freshness: Freshness { freshness(at: .now) }

    /// Derived from the clock, so that it is true even while the reader itself hangs.
    func freshness(at now: ContinuousClock.Instant) -> Freshness {
        state.withLock { state in
            if now - state.confirmedAt > staleAfter { return .stale(since: state.confirmedAt) }
            return state.isDirect ? .direct : .live
        }
    }
}

/// What the reader does to it.
extension CacheValidity {
    /// Takes all events up to `position` into account. A `horizon` may come late: it holds for `position`, which may lie
    /// below `applied`.
    func apply(_ events: [Event], to position: Int64, horizon: Int64?) {
        state.withLock { state in
            state.touches.apply(events, to: position)
            state.transactions.apply(events, to: position, horizon: horizon)
            publish(state, isChanged: !events.isEmpty)
        }
    }

    /// See `TouchRecord.foresee`.
    func foresee(_ changes: [Change]) {
        guard !changes.isEmpty else { return }
        state.withLock { state in
            state.touches.foresee(changes)
            publish(state, isChanged: true)
        }
    }

    /// Makes everything that was read before `position` invalid.
    func reset(to position: Int64) {
        state.withLock { state in
            state.touches.reset(to: position)
            state.transactions.reset()
            publish(state, isChanged: true)
        }
    }

    /// Says when the end of the log was last seen, and by which way.
    func confirm(at moment: ContinuousClock.Instant, isDirect: Bool) {
        state.withLock { state in
            state.confirmedAt = moment
            state.isDirect = isDirect
        }
    }

    /// Under the lock, so that the order in which others see the two is the order of the changes.
    private func publish(_ state: State, isChanged: Bool) {
        appliedNow.store(state.touches.applied, ordering: .releasing)
        if isChanged { stampNow.wrappingAdd(1, ordering: .releasing) }
    }
}
