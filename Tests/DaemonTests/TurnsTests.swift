import Daemon
import Synchronization
import TestSupport
import Testing

@Suite("Turns")
struct TurnsTests {
    private final class Counts: Sendable {
        let inside = Atomic(0)
        let refused = Atomic(0)
        let later = Atomic(0)
    }

    @Test("so many at once, so many in the line, and whoever comes then is refused at once")
    func bounds() async throws {
        let turns = Turns(atOnce: 2, waiting: 1, patience: .seconds(30))
        let counts = Counts()
        let gates = [Waiter<Void>(), Waiter<Void>()]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for gate in gates {
                group.addTask {
                    try await turns.take {
                        counts.inside.add(1, ordering: .relaxed)
                        try await gate.value(within: .seconds(30))
                    }
                }
            }
            try await eventually("two are inside") { counts.inside.load(ordering: .relaxed) == 2 }
            for _ in 0..<3 {
                group.addTask {
                    do {
                        try await turns.take { _ = counts.later.add(1, ordering: .relaxed) }
                    } catch is Turns.Refused {
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
        let turns = Turns(atOnce: 1, waiting: 1, patience: .milliseconds(20))
        try await turns.take {
            for _ in 0..<2 {
                await #expect(throws: Turns.Refused.self) { try await turns.take {} }
            }
        }
        try await turns.take {}
    }
}
