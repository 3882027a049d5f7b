import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Passwords

@Suite struct HashingPoolTests {
    @Test("past the threads jobs wait, past the queue they are refused, and each thread takes the next in order")
    func schedule() {
        var schedule = HashingSchedule<Int>(threads: 2, queueLimit: 2)
        #expect((1...5).map { schedule.submit($0, id: $0) } == [.start, .start, .wait, .wait, .refuse])
        #expect(schedule.finish() == 3)
        #expect(schedule.remove(4) == 4)
        #expect(schedule.remove(4) == nil)
        #expect(schedule.finish() == nil)
        #expect(schedule.submit(6, id: 6) == .start)
        #expect(schedule.submit(7, id: 7) == .wait)
    }

    @Test("in any sequence at most the threads run, and every job admitted runs or is removed, once")
    func anySequence() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        var schedule = HashingSchedule<Int>(threads: 3, queueLimit: 5)
        var running = 0
        var admitted: [Int] = []
        var seen: [Int] = []
        for _ in 0..<10_000 {
            switch Int.random(in: 0..<3, using: &random) {
            case 0:
                let id = schedule.newID()
                switch schedule.submit(id, id: id) {
                case .start:
                    running += 1
                    seen.append(id)
                    admitted.append(id)
                case .wait: admitted.append(id)
                case .refuse: break
                }
            case 1 where running > 0:
                if let next = schedule.finish() { seen.append(next) } else { running -= 1 }
            default:
                if let removed = admitted.randomElement(using: &random).flatMap({ schedule.remove($0) }) {
                    seen.append(removed)
                }
            }
            #expect(running <= 3, "seed \(seed)")
        }
        while running > 0 { if let next = schedule.finish() { seen.append(next) } else { running -= 1 } }
        #expect(seen.sorted() == admitted, "seed \(seed)")
    }

    @Test("however many threads hash, tasks go on")
    func tasksGoOn() async throws {
        let threads = ProcessInfo.processInfo.activeProcessorCount
        let pool = HashingPool(threads: threads, queueLimit: 0)
        let work = BusyWork()
        let endedInTime = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<threads {
                group.addTask {
                    try await pool.run { work.run() }
                }
            }
            while work.running.load(ordering: .relaxed) < threads { await Task.yield() }
            // A task that has to be given a thread of the cooperative pool.
            await Task.detached { work.mayEnd.store(true, ordering: .relaxed) }.value
            return try await group.reduce(true) { $0 && $1 }
        }
        #expect(endedInTime)
    }

    @Test("a full pool refuses at once, and a cancelled caller leaves the queue")
    func fullAndCancelled() async throws {
        let pool = HashingPool(threads: 1, queueLimit: 1)
        let gate = DispatchSemaphore(value: 0)
        let hasBegun = Mutex(false)
        async let busy: Void = pool.run {
            hasBegun.withLock { $0 = true }
            gate.wait()
        }
        while !hasBegun.withLock({ $0 }) { await Task.yield() }
        let waiting = Task { try await pool.run { 1 } }
        while pool.waitingCount == 0 { await Task.yield() }
        await #expect(throws: PasswordError.poolFull) { try await pool.run { 2 } }
        waiting.cancel()
        await #expect(throws: PasswordError.cancelled) { try await waiting.value }
        gate.signal()
        try await busy
        #expect(try await pool.run { 3 } == 3)
        #expect(pool.waitingCount == 0)
    }
}

/// Keeps threads busy until it may end, or for 20 s.
private final class BusyWork: Sendable {
    let running = Atomic(0)
    let mayEnd = Atomic(false)

    /// - Returns: whether it was let go in time.
    func run() -> Bool {
        let limit = ContinuousClock.now + .seconds(20)
        running.wrappingAdd(1, ordering: .relaxed)
        while !mayEnd.load(ordering: .relaxed), ContinuousClock.now < limit {}
        return mayEnd.load(ordering: .relaxed)
    }
}
