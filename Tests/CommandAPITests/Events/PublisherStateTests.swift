import TestSupport
import Testing

@testable import CommandAPI

@Suite("Publisher rules")
struct PublisherStateTests {
    private let start = ContinuousClock.Instant.now

    @Test("a follower tries to lead every 250 ms")
    func elections() {
        var publisher = PublisherState(now: start)
        #expect(publisher.next(now: start) == .ask(.elect))
        publisher.elected(false, now: start)
        #expect(publisher.next(now: start) == .wait(until: start + .milliseconds(250)))
        #expect(publisher.next(now: start + .milliseconds(250)) == .ask(.elect))
        #expect(publisher.term == 0)
    }

    @Test("a new leader numbers at once, even if nothing waits: that opens the timeline")
    func firstBatch() {
        var publisher = PublisherState(now: start)
        publisher.elected(true, now: start)
        #expect(publisher.next(now: start) == .ask(.number))
        #expect(publisher.term == 1)
    }

    @Test("a full batch is followed by the next one without a pause")
    func fullBatch() {
        var publisher = leader()
        #expect(publisher.numbered(count: 500, isFull: true, now: start) == true)
        #expect(publisher.next(now: start) == .ask(.number))
    }

    @Test("commits in a quick row share a batch")
    func spacing() {
        var publisher = leader()
        _ = publisher.numbered(count: 1, isFull: false, now: start)
        publisher.committed(now: start + .milliseconds(1))
        #expect(publisher.next(now: start + .milliseconds(1)) == .wait(until: start + .milliseconds(4)))
        #expect(publisher.next(now: start + .milliseconds(4)) == .ask(.number))
    }

    @Test("it looks every 25 ms for a second after an event, then every 250 ms")
    func polls() {
        var publisher = leader()
        _ = publisher.numbered(count: 1, isFull: false, now: start)
        #expect(publisher.next(now: start) == .wait(until: start + .milliseconds(25)))
        #expect(publisher.next(now: start + .milliseconds(25)) == .ask(.look))
        let later = start + .seconds(1)
        #expect(publisher.looked(isWaiting: false, now: later) == true)
        #expect(publisher.next(now: later) == .wait(until: later + .milliseconds(250)))
    }

    @Test("what a look finds is numbered at once, and reported by its batch")
    func lookFinds() {
        var publisher = leader()
        let later = start + .seconds(1)
        #expect(publisher.looked(isWaiting: true, now: later) == false)
        #expect(publisher.next(now: later) == .ask(.number))
        #expect(publisher.numbered(count: 1, isFull: false, now: later) == true)
    }

    @Test("a heartbeat is due 250 ms after the last message")
    func heartbeats() {
        var publisher = leader()
        _ = publisher.numbered(count: 1, isFull: false, now: start)
        #expect(publisher.looked(isWaiting: false, now: start + .milliseconds(249)) == false)
        #expect(publisher.looked(isWaiting: false, now: start + .milliseconds(250)) == true)
        #expect(publisher.looked(isWaiting: false, now: start + .milliseconds(251)) == false)
    }

    @Test("a lost connection ends the term, and pauses grow from 100 ms to 2 s until a success")
    func backOff() {
        var publisher = leader()
        for pause in [100, 200, 400, 800, 1_600, 2_000, 2_000] {
            publisher.failed(now: start)
            #expect(!publisher.isLeading)
            #expect(publisher.next(now: start) == .wait(until: start + .milliseconds(pause)))
        }
        publisher.elected(true, now: start)
        publisher.failed(now: start)
        #expect(publisher.next(now: start) == .wait(until: start + .milliseconds(100)))
        #expect(publisher.term == 2)
    }

    @Test("a follower tells the leader of commits, once for a quick row, and ignores what others tell")
    func wakesLeader() {
        var publisher = PublisherState(now: start)
        publisher.elected(false, now: start)
        publisher.woken(now: start)
        #expect(publisher.next(now: start + .milliseconds(4)) == .wait(until: start + .milliseconds(250)))
        publisher.committed(now: start)
        publisher.committed(now: start + .milliseconds(1))
        #expect(publisher.next(now: start + .milliseconds(4)) == .wakeLeader)
        publisher.wokeLeader()
        #expect(publisher.next(now: start + .milliseconds(4)) == .wait(until: start + .milliseconds(250)))
    }

    @Test("a leader that stops numbers what is left and then gives up the lock; a follower just ends")
    func stops() {
        var publisher = leader()
        _ = publisher.numbered(count: 1, isFull: false, now: start)
        publisher.stop(now: start)
        #expect(publisher.next(now: start) == .ask(.number))
        _ = publisher.numbered(count: 500, isFull: true, now: start)
        #expect(publisher.next(now: start) == .ask(.number))
        _ = publisher.numbered(count: 3, isFull: false, now: start)
        publisher.committed(now: start)
        #expect(publisher.next(now: start) == .resign)
        var follower = PublisherState(now: start)
        follower.stop(now: start)
        #expect(follower.next(now: start) == .resign)
    }

    @Test("in any sequence a leader never waits past its heartbeat, nor a follower past its election")
    func randomSequences() {
        for seed in UInt64(0)..<500 {
            var random = SeededGenerator(seed: seed)
            var publisher = PublisherState(now: start)
            var now = start
            for _ in 0..<200 {
                now += .milliseconds(Int.random(in: 0...60, using: &random))
                switch publisher.next(now: now) {
                case .wait(let until):
                    #expect(until > now && until - now <= .seconds(2), "seed \(seed)")
                    if publisher.isLeading { #expect(until - now <= .milliseconds(250)) }
                case .ask(.elect): publisher.elected(Bool.random(using: &random), now: now)
                case .ask(.number):
                    let count = Int.random(in: 0...3, using: &random)
                    _ = publisher.numbered(count: count, isFull: Bool.random(using: &random), now: now)
                case .ask(.look): _ = publisher.looked(isWaiting: Bool.random(using: &random), now: now)
                case .wakeLeader: publisher.wokeLeader()
                case .resign: Issue.record("nobody asked it to stop")
                }
                if Int.random(in: 0..<10, using: &random) == 0 { publisher.failed(now: now) }
                if Int.random(in: 0..<3, using: &random) == 0 { publisher.committed(now: now) }
                if Int.random(in: 0..<3, using: &random) == 0 { publisher.woken(now: now) }
            }
        }
    }

    private func leader() -> PublisherState {
        var publisher = PublisherState(now: start)
        publisher.elected(true, now: start)
        return publisher
    }
}
