import TestSupport
import Testing

@testable import QueryAPI

@Suite("What a socket is sent")
struct SocketFeedTests {
    /// A log of which some messages concern the socket; it is delivered live in order and can be read back.
    private struct Log {
        var head: Int64 = 0
        var ours: [Int64] = []

        mutating func append(concernsUs: Bool) -> Int64? {
            head += 1
            guard concernsUs else { return nil }
            ours.append(head)
            return head
        }
    }

    private enum Replay {
        case none
        case reading(after: Int64, upTo: Int64)
    }

    @Test(
        "however replay and live messages interleave, a socket gets each message after its cursor, once, in order",
        arguments: 0..<400)
    func everyMessageOnce(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var log = Log()
        for _ in 0..<Int.random(in: 0...40, using: &random) { _ = log.append(concernsUs: .random(using: &random)) }
        var delivered = Int64.random(in: 0...log.head, using: &random)
        let cursor = Int64.random(in: 0...log.head, using: &random)
        var feed = SocketFeed<Int64>(resumingAfter: cursor, heldLimit: 3)
        var replay = Replay.reading(after: cursor, upTo: delivered)
        var sent: [Int64] = []
        var steps = 300
        while steps > 0 || !isQuiet(replay, delivered, log) {
            steps -= 1
            switch Int.random(in: 0..<3, using: &random) {
            case 0 where steps > 0:
                _ = log.append(concernsUs: .random(using: &random))
            case 1 where delivered < log.head:
                delivered += 1
                if log.ours.contains(delivered), feed.receive(delivered, id: delivered) { sent.append(delivered) }
            default:
                advance(&replay, &feed, log: log, delivered: delivered, sent: &sent, random: &random)
            }
        }
        #expect(sent == log.ours.filter { $0 > cursor }, "seed \(seed)")
    }

    private func isQuiet(_ replay: Replay, _ delivered: Int64, _ log: Log) -> Bool {
        if case .none = replay { delivered == log.head } else { false }
    }

    private func advance(
        _ replay: inout Replay, _ feed: inout SocketFeed<Int64>, log: Log, delivered: Int64, sent: inout [Int64],
        random: inout SeededGenerator
    ) {
        guard case .reading(let after, let upTo) = replay else { return }
        let page = log.ours.filter { $0 > after && $0 <= upTo }.prefix(2)
        sent += page.filter { feed.replay(id: $0) }
        if page.count == 2, let last = page.last {
            replay = .reading(after: last, upTo: upTo)
            return
        }
        switch feed.caughtUp() {
        case .live(let held):
            sent += held
            replay = .none
        case .replay(let after): replay = .reading(after: after, upTo: delivered)
        }
    }

    @Test("a socket without a cursor gets what comes after it was opened, and nothing from before")
    func liveOnly() {
        var feed = SocketFeed<Int>(liveAfter: 10)
        let taken = [8, 10, 11, 11, 12, 9].filter { feed.receive($0, id: Int64($0)) }
        #expect(taken == [11, 12])
    }

    @Test("after a reset a socket is live from the new position on, also when it had more missed than it holds")
    func reset() {
        var feed = SocketFeed<Int>(resumingAfter: 1, heldLimit: 2)
        for id in 50...60 { _ = feed.receive(id, id: Int64(id)) }
        feed.reset(to: 60)
        #expect(feed.lastID == 60)
        let taken = [59, 60, 61].filter { feed.receive($0, id: Int64($0)) }
        #expect(taken == [61])
        guard case .live(let held) = feed.caughtUp() else {
            Issue.record("the feed wants to replay what is no longer kept")
            return
        }
        #expect(held == [])
    }

    @Test("a message that is told for two reasons while a socket catches up is sent once")
    func toldTwice() {
        var feed = SocketFeed<Int>(resumingAfter: 1)
        for id in [5, 5, 6, 6] { _ = feed.receive(id, id: Int64(id)) }
        guard case .live(let held) = feed.caughtUp() else {
            Issue.record("nothing was dropped")
            return
        }
        #expect(held == [5, 6])
    }
}
