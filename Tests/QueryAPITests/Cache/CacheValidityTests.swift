import Domain
import Events
import Testing

@testable import QueryAPI

@Suite("Cache validity")
struct CacheValidityTests {
    private let start = ContinuousClock.Instant.now

    @Test("a transaction below the horizon is applied, one above it only when a complete batch held its events")
    func transactions() {
        let validity = CacheValidity()
        validity.reset(to: 0)
        validity.apply([event(1, xid: 70)], to: 1, horizon: nil)
        #expect(!validity.hasApplied(transaction: 70))
        validity.apply([event(2, xid: 70)], to: 2, horizon: 60)
        #expect(validity.hasApplied(transaction: 70))
        #expect(validity.hasApplied(transaction: 59))
        #expect(!validity.hasApplied(transaction: 60))
    }

    @Test("a late horizon completes the events up to its own position only")
    func lateHorizon() {
        let validity = CacheValidity()
        validity.reset(to: 0)
        validity.apply([event(1, xid: 70), event(2, xid: 71)], to: 2, horizon: nil)
        validity.apply([], to: 1, horizon: 50)
        #expect(validity.hasApplied(transaction: 70))
        #expect(!validity.hasApplied(transaction: 71))
        #expect(validity.applied == 2)
    }

    @Test("the stamp changes with every event and reset, and not with heartbeats")
    func stamp() {
        let validity = CacheValidity()
        validity.reset(to: 5)
        let first = validity.stamp
        validity.apply([], to: 5, horizon: 9)
        #expect(validity.stamp == first)
        validity.apply([event(6, xid: 1)], to: 6, horizon: nil)
        let second = validity.stamp
        #expect(second != first)
        validity.reset(to: 6)
        #expect(validity.applied == 6)
        #expect(validity.stamp != second)
        #expect(!validity.hasApplied(transaction: 8))
    }

    @Test("without news it is stale, since the last news")
    func freshness() {
        let validity = CacheValidity(now: start)
        validity.confirm(at: start, isDirect: false)
        #expect(validity.freshness(at: start + .seconds(1)) == .live)
        validity.confirm(at: start, isDirect: true)
        #expect(validity.freshness(at: start + .milliseconds(1_500)) == .direct)
        #expect(validity.freshness(at: start + .milliseconds(1_501)) == .stale(since: start))
    }

    private func event(_ position: Int64, xid: Int64) -> Event {
        Event(
            position: position, transaction: xid, at: Timestamp(microseconds: 0), user: nil, forAdmins: false,
            change: .brand(BrandID(1)))
    }
}
