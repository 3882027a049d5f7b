import Domain
import Events
import Testing

@testable import QueryAPI

@Suite("Reader rules")
struct ReaderStateTests {
    private let start = ContinuousClock.Instant.now

    @Test("the head is read only after the subscription")
    func subscribesFirst() {
        var reader = ReaderState(now: start)
        #expect(reader.next(now: start) == .wait(until: start + .seconds(1)))
        reader.subscribed(now: start)
        #expect(reader.next(now: start) == .read(after: nil))
    }

    @Test("without Redis the head is read after a second, and the reader boots in direct mode")
    func bootsWithoutRedis() {
        var reader = ReaderState(now: start)
        let later = start + .seconds(1)
        #expect(reader.next(now: later) == .read(after: nil))
        _ = reader.read(page(at: 3), now: later)
        #expect(reader.mode == .booting)
        _ = reader.read(page(at: 3, events: 1...3), now: later)
        #expect(reader.mode == .direct)
        #expect(reader.next(now: later) == .wait(until: later + .milliseconds(250)))
    }

    @Test("at boot the last events are replayed, from the window's start or from where the log begins")
    func bootWindow() {
        for (prunedTo, from) in [(Int64(0), Int64(90)), (95, 95)] {
            var reader = ReaderState(ReaderState.Settings(bootWindow: 10), now: start)
            reader.subscribed(now: start)
            #expect(reader.read(page(at: 100, prunedTo: prunedTo), now: start) == [.reset(to: from)])
            #expect(reader.next(now: start) == .read(after: from))
        }
    }

    @Test("the next batch is applied, a late one tells only its horizon, an overlapping one applies what is new")
    func messages() {
        var reader = live(at: 5)
        #expect(reader.received(batch(6...7), now: start) == [.apply(events(6...7), to: 7, horizon: nil)])
        #expect(reader.received(batch(6...7, horizon: 40), now: start) == [.apply([], to: 7, horizon: 40)])
        #expect(reader.received(batch(6...7), now: start) == [])
        #expect(reader.received(batch(7...9), now: start) == [.apply(events(8...9), to: 9, horizon: nil)])
        #expect(reader.next(now: start) == .wait(until: start + .seconds(1)))
    }

    @Test("a gap is read from PostgreSQL, page by page, before anything later is applied")
    func gap() {
        var reader = live(at: 5)
        #expect(reader.received(batch(8...9), now: start) == [])
        #expect(reader.next(now: start) == .read(after: 5))
        #expect(reader.read(page(at: 9, events: 6...7), now: start) == [.apply(events(6...7), to: 7, horizon: nil)])
        #expect(reader.next(now: start) == .read(after: 7))
        let outputs = reader.read(page(at: 9, events: 8...9, horizon: 50), now: start)
        #expect(outputs.contains(.apply([], to: 9, horizon: 50)))
        #expect(reader.mode == .live)
        #expect(reader.next(now: start) == .wait(until: start + .seconds(1)))
    }

    @Test("a heartbeat above the applied position tells of a lost message")
    func heartbeatGap() {
        var reader = live(at: 5)
        #expect(reader.received(heartbeat(at: 6), now: start) == [])
        #expect(reader.next(now: start) == .read(after: 5))
    }

    @Test(
        "a message that contradicts itself counts as lost",
        arguments: [
            (Int64(6), Int64(8), [Int64(6), 7]), (6, 7, [6, 8]), (6, 7, []), (.max, .min, []), (.min, .max, []),
            (0, 5, []),
        ])
    func lies(from: Int64, to: Int64, positions: [Int64]) {
        var reader = live(at: 5)
        let batch = EventBatch(from: from, to: to, horizon: 99, timeline: 1, events: positions.map(event))
        #expect(reader.received(batch, now: start) == [])
        #expect(reader.applied == 5)
        #expect(reader.next(now: start) == .read(after: 5))
    }

    @Test("without a heartbeat for a second PostgreSQL is asked every 250 ms, until messages come again")
    func directMode() {
        var reader = live(at: 5)
        #expect(reader.next(now: start + .milliseconds(999)) == .wait(until: start + .seconds(1)))
        let silent = start + .seconds(1)
        #expect(reader.next(now: silent) == .read(after: 5))
        #expect(reader.mode == .direct)
        _ = reader.read(page(at: 5), now: silent)
        #expect(reader.next(now: silent) == .wait(until: silent + .milliseconds(250)))
        _ = reader.received(heartbeat(at: 5), now: silent)
        #expect(reader.mode == .live)
    }

    @Test("a lost subscription turns to PostgreSQL at once")
    func lostSubscription() {
        var reader = live(at: 5)
        reader.subscriptionLost(now: start)
        #expect(reader.mode == .direct)
        #expect(reader.next(now: start) == .read(after: 5))
    }

    @Test("heartbeats of another log do not count as news")
    func foreignHeartbeats() {
        var reader = live(at: 5)
        _ = reader.received(heartbeat(at: 3), now: start + .milliseconds(900))
        #expect(reader.next(now: start + .seconds(1)) == .read(after: 5))
    }

    @Test("in direct mode committed events count although nobody numbers them")
    func foresees() {
        var reader = live(at: 5)
        reader.subscriptionLost(now: start)
        var page = page(at: 5)
        page.waiting = [event(6).change]
        page.horizon = nil
        #expect(reader.read(page, now: start).contains(.foresee([event(6).change])))
    }

    @Test("what cannot be read completely confirms nothing")
    func tooMuchWaits() {
        var reader = live(at: 5)
        reader.subscriptionLost(now: start)
        var page = page(at: 5)
        page.waiting = nil
        _ = reader.read(page, now: start + .seconds(3))
        #expect(reader.confirmedAt == start)
    }

    @Test("a message of another timeline is verified, at most every 250 ms, and only PostgreSQL resets")
    func otherTimeline() {
        var reader = live(at: 5)
        #expect(reader.received(batch(6...6, timeline: 2), now: start) == [])
        #expect(reader.next(now: start) == .read(after: 5))
        _ = reader.read(page(at: 5), now: start)
        _ = reader.received(batch(6...6, timeline: 2), now: start)
        #expect(reader.next(now: start) == .wait(until: start + .milliseconds(250)))
        let head = Timeline.origin(of: 2) + 1
        let outputs = reader.read(page(at: head, timeline: 2), now: start)
        #expect(outputs.first == .reset(to: head))
        #expect(reader.applied == head)
    }

    @Test(
        "a head below, events past retention, a hole and an unknown kind of event reset to the head",
        arguments: [0, 1, 2, 3])
    func resets(fault: Int) {
        var reader = live(at: 5)
        let page =
            switch fault {
            case 0: page(at: 4)
            case 1: page(at: 9, prunedTo: 6, events: 7...9)
            case 2: page(at: 9, events: 7...9)
            default: unreadable(page(at: 9))
            }
        #expect(reader.read(page, now: start).first == .reset(to: page.position))
        #expect(reader.applied == page.position)
    }

    @Test("an empty page below the head is a hole, not a reason to read for ever")
    func emptyPage() {
        var reader = live(at: 5)
        #expect(reader.read(page(at: 7), now: start).first == .reset(to: 7))
        #expect(reader.next(now: start) == .wait(until: start + .seconds(1)))
    }

    @Test("the head is what was last heard of, whatever is applied yet")
    func head() {
        var reader = live(at: 5)
        #expect(reader.head == 5)
        _ = reader.received(batch(8...9), now: start)
        #expect(reader.applied == 5 && reader.head == 9)
        _ = reader.read(page(at: 12, events: 6...7), now: start)
        #expect(reader.applied == 7 && reader.head == 12)
    }

    @Test("a failed read is tried again after a pause, however many messages ask for it")
    func failedRead() {
        var reader = live(at: 5)
        _ = reader.received(batch(8...9), now: start)
        reader.readFailed(now: start)
        _ = reader.received(batch(10...11), now: start)
        #expect(reader.next(now: start) == .wait(until: start + .milliseconds(250)))
        #expect(reader.next(now: start + .milliseconds(250)) == .read(after: 5))
    }

    // MARK: Samples

    private func live(at position: Int64) -> ReaderState {
        var reader = ReaderState(ReaderState.Settings(bootWindow: 0), now: start)
        reader.subscribed(now: start)
        _ = reader.read(page(at: position), now: start)
        _ = reader.read(page(at: position), now: start)
        return reader
    }

    private func event(_ position: Int64) -> Event {
        Event(
            position: position, transaction: position, at: Timestamp(microseconds: 0), user: nil, forAdmins: false,
            change: .brand(BrandID(position)))
    }

    private func events(_ positions: ClosedRange<Int64>) -> [Event] { positions.map(event) }

    private func batch(_ positions: ClosedRange<Int64>, horizon: Int64? = nil, timeline: Int64 = 1) -> EventBatch {
        EventBatch(
            from: positions.lowerBound, to: positions.upperBound, horizon: horizon, timeline: timeline,
            events: events(positions))
    }

    private func heartbeat(at position: Int64) -> EventBatch {
        EventBatch(from: position + 1, to: position, horizon: 10, timeline: 1, events: [])
    }

    private func page(
        at position: Int64, prunedTo: Int64 = 0, timeline: Int64 = 1, events positions: ClosedRange<Int64>? = nil,
        horizon: Int64? = nil
    ) -> LogPage {
        LogPage(
            position: position, prunedTo: prunedTo, timeline: timeline, horizon: horizon,
            events: positions.map(events) ?? [], waiting: [])
    }

    private func unreadable(_ page: LogPage) -> LogPage {
        var page = page
        page.events = nil
        return page
    }
}
