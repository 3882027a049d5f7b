import Daemon
import Synchronization
import TestSupport
import Testing

@Suite("A line before a few places, with patience")
struct WaitingLineTests {
    private final class Counts: Sendable {
        let inside = Atomic(0)
        let refused = Atomic(0)
        let later = Atomic(0)
    }

    @Test("so many at once, so many in the line, and whoever comes then is refused at once")
    func bounds() async throws {
        let line = WaitingLine(atOnce: 2, waiting: 1, patience: .seconds(30))
        let counts = Counts()
        let gates = [Waiter<Void>(), Waiter<Void>()]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for gate in gates {
                group.addTask {
                    try await line.take {
                        counts.inside.add(1, ordering: .relaxed)
                        try await gate.value(within: .seconds(30))
                    }
                }
            }
            try await eventually("two are inside") { counts.inside.load(ordering: .relaxed) == 2 }
            for _ in 0..<3 {
                group.addTask {
                    do {
                        try await line.take { _ = counts.later.add(1, ordering: .relaxed) }
                    } catch is WaitingLine.Refused {
                        counts.refused.add(1, ordering: .relaxed)
                    }
                }
            }
            try await eventually("two of three are refused") { counts.refused.load(ordering: .relaxed) == 2 }
            #expect(counts.later.load(ordering: .relaxed) == 0)
            for gate in gates { gate.settle(.success(())) }
            try await group.waitForAll()
            #expect(counts.later.load(ordering: .relaxed) == 1)
        }
    }

    @Test("who waits too long is refused, and leaves the line")
    func patience() async throws {
        let line = WaitingLine(atOnce: 1, waiting: 1, patience: .milliseconds(20))
        try await line.take {
            for _ in 0..<2 {
                await #expect(throws: WaitingLine.Refused.self) { try await line.take {} }
            }
        }
        try await line.take {}
    }
}
