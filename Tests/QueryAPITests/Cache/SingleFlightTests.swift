import Daemon
import Synchronization
import Testing

@testable import QueryAPI

@Suite("Single flight")
struct SingleFlightTests {
    @Test("two hundred who ask for the same at once cause one piece of work and get its outcome")
    func sharesOneOutcome() async throws {
        let flights = SingleFlight<String, Int>()
        let gate = Gate()
        let runs = Runs()
        let values = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    try await flights.value(for: "list", within: .seconds(20)) {
                        runs.count.wrappingAdd(1, ordering: .relaxed)
                        await gate.opened()
                        return 42
                    }
                }
            }
            // Everybody is aboard before the work may end.
            while flights.waiting < 200 { await Task.yield() }
            gate.open()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(values == Array(repeating: 42, count: 200))
        #expect(runs.count.load(ordering: .relaxed) == 1)
        #expect(flights.count == 0)
    }

    @Test("whoever began it may be cancelled without failing the others")
    func outlivesItsLeader() async throws {
        let flights = SingleFlight<String, Int>()
        let gate = Gate()
        let leader = Task {
            try await flights.value(for: "list", within: .seconds(20)) {
                await gate.opened()
                try Task.checkCancellation()
                return 7
            }
        }
        while flights.waiting < 1 { await Task.yield() }
        let follower = Task { try await flights.value(for: "list", within: .seconds(20)) { 8 } }
        while flights.waiting < 2 { await Task.yield() }
        leader.cancel()
        await #expect(throws: CancellationError.self) { try await leader.value }
        gate.open()
        #expect(try await follower.value == 7)
    }

    @Test("an error is everybody's, and the next one tries again")
    func sharesErrors() async throws {
        struct Failure: Error {}
        let flights = SingleFlight<String, Int>()
        await #expect(throws: Failure.self) {
            try await flights.value(for: "a", within: .seconds(20)) { throw Failure() }
        }
        #expect(try await flights.value(for: "a", within: .seconds(20)) { 1 } == 1)
    }

    @Test("a waiter's deadline is its own")
    func hasDeadlines() async throws {
        let flights = SingleFlight<String, Int>()
        let gate = Gate()
        let patient = Task {
            try await flights.value(for: "a", within: .seconds(20)) {
                await gate.opened()
                return 1
            }
        }
        while flights.waiting < 1 { await Task.yield() }
        await #expect(throws: WaitedTooLong.self) { try await flights.value(for: "a", within: .milliseconds(1)) { 2 } }
        gate.open()
        #expect(try await patient.value == 1)
    }
}

private final class Runs: Sendable { let count = Atomic(0) }

/// Holds tasks up until it is opened.
private final class Gate: Sendable {
    private let (stream, continuation) = AsyncStream.makeStream(of: Void.self)

    func open() { continuation.finish() }

    func opened() async { for await _ in stream {} }
}
