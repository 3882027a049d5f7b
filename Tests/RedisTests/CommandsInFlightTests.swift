import TestSupport
import Testing

@testable import Redis

@Suite struct CommandsInFlightTests {
    private let start = ContinuousClock.now

    @Test("replies find their waiters in the order of the commands")
    func inOrder() {
        var commands = CommandsInFlight<Int>(maximumCount: 10, maximumBytes: 100)
        let ids = (0..<3).map { commands.append($0, bytes: 1, deadline: start) }
        #expect(ids.map { commands.reply(to: $0) } == [0, 1, 2])
        #expect(commands.count == 0)
    }

    @Test("a waiter whose deadline passed is told once, and its late reply is dropped")
    func lateReply() {
        var commands = CommandsInFlight<Int>(maximumCount: 10, maximumBytes: 100)
        let first = commands.append(1, bytes: 1, deadline: start + .milliseconds(50))
        let second = commands.append(2, bytes: 1, deadline: start + .milliseconds(60))
        #expect(commands.expire(at: start + .milliseconds(49)) == [])
        #expect(commands.expire(at: start + .milliseconds(50)) == [1])
        #expect(commands.expire(at: start + .milliseconds(55)) == [])
        #expect(commands.nextDeadline == start + .milliseconds(60))
        #expect(commands.reply(to: first) == nil)
        #expect(commands.reply(to: second) == 2)
        #expect(commands.nextDeadline == nil)
    }

    @Test("count and bytes in flight are bounded, but one command may be of any size")
    func bounds() {
        var commands = CommandsInFlight<Int>(maximumCount: 2, maximumBytes: 100)
        #expect(commands.hasRoom(for: 1_000))
        let id = commands.append(1, bytes: 60, deadline: start)
        #expect(commands.hasRoom(for: 40))
        #expect(!commands.hasRoom(for: 41))
        _ = commands.append(2, bytes: 40, deadline: start)
        #expect(!commands.hasRoom(for: 0))
        _ = commands.reply(to: id)
        #expect(commands.hasRoom(for: 60))
    }

    @Test("in any sequence each waiter comes out exactly once, and none is lost")
    func exactlyOnce() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        var commands = CommandsInFlight<Int>(maximumCount: 50, maximumBytes: 1_000)
        var now = start
        var sent: [(id: UInt, bytes: Int)] = []
        var waiters = 0
        var told: [Int] = []
        for _ in 0..<20_000 {
            now += .milliseconds(Int.random(in: 0...3, using: &random))
            switch Int.random(in: 0..<40, using: &random) {
            case 0..<18:
                let size = Int.random(in: 1...40, using: &random)
                guard commands.hasRoom(for: size) else { continue }
                let id = commands.append(waiters, bytes: size, deadline: now + .milliseconds(20))
                sent.append((id, size))
                waiters += 1
            case 18..<35:
                guard !sent.isEmpty else { continue }
                if let waiter = commands.reply(to: sent.removeFirst().id) { told.append(waiter) }
            case 35..<39:
                told += commands.expire(at: now)
            default:
                told += commands.removeAll()
                sent.removeAll()
            }
            #expect(commands.count == sent.count, "seed \(seed)")
            #expect(commands.bytes == sent.reduce(0) { $0 + $1.bytes }, "seed \(seed)")
        }
        told += commands.removeAll()
        #expect(told.sorted() == Array(0..<waiters), "seed \(seed)")
    }
}
