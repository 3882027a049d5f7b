import Foundation
import Synchronization
import Testing

@testable import QueryAPI

@Suite("Event loops with and without sockets")
struct AttendanceTests {
    @Test("who arrives begins past an event, or is told of it, however close the two are")
    func nothingMissed() async {
        let rounds = Rounds(count: 20_000)
        await withDiscardingTaskGroup { group in
            group.addTask { await Self.onThread { rounds.take() } }
            group.addTask { await Self.onThread { rounds.arrive() } }
        }
        #expect(rounds.missed == 0)
    }

    @Test("nobody is told before the first has come and after the last has gone")
    func nobody() {
        let attendance = Attendance()
        #expect(!attendance.take(upTo: 5))
        #expect(attendance.arrive() == 5)
        #expect(attendance.take(upTo: 6))
        attendance.leave()
        #expect(!attendance.take(upTo: 2))
        #expect(attendance.arrive() == 2)
    }

    private static func onThread(_ body: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                body()
                continuation.resume()
            }
        }
    }
}

/// An arrival and an event at the same moment, many times; each side has a thread of its own.
private final class Rounds: Sendable {
    private let attendances: [Attendance]
    private let told = Mutex<[Bool]>([])
    private let begins = Mutex<[Int64]>([])
    private let reader = Atomic(0)
    private let loop = Atomic(0)

    init(count: Int) { attendances = (0..<count).map { _ in Attendance() } }

    func take() {
        let told = attendances.enumerated().map { round, attendance in
            Self.meet(round, reader, loop)
            return attendance.take(upTo: 1)
        }
        self.told.withLock { $0 = told }
    }

    func arrive() {
        let begins = attendances.enumerated().map { round, attendance in
            Self.meet(round, loop, reader)
            return attendance.arrive()
        }
        self.begins.withLock { $0 = begins }
    }

    var missed: Int {
        zip(told.withLock(\.self), begins.withLock(\.self)).count { isTold, begin in !isTold && begin < 1 }
    }

    private static func meet(_ round: Int, _ own: borrowing Atomic<Int>, _ other: borrowing Atomic<Int>) {
        own.store(round + 1, ordering: .releasing)
        while other.load(ordering: .acquiring) <= round { sched_yield() }
    }
}
