import Synchronization

/// Lets so many do something at once; the rest waits in order, in a bounded line and for a bounded time.
package final class WaitingLine: Sendable {
    /// The line was full, or the wait in it too long.
    package struct Refused: Error {
        package init() {}
    }

    private let queue: Mutex<AdmissionQueue<Waiter<Void>>>
    private let patience: Duration

    /// - Parameters:
    ///   - atOnce: how many turns are taken at the same time.
    ///   - waiting: how many stand in the line; more are refused at once.
    ///   - patience: how long one stands in the line.
    package init(atOnce: Int, waiting: Int, patience: Duration) {
        queue = Mutex(AdmissionQueue(slots: atOnce, maximumWaiting: waiting))
        self.patience = patience
    }

    /// How many take their turn now, and how many wait for it.
    package var counts: (running: Int, waiting: Int) { queue.withLock { ($0.inside, $0.waiting) } }

    /// Runs `body` when its turn comes. Throws `Refused`, `CancellationError`, or what `body` throws.
    package func take<Output: Sendable>(_ body: () async throws -> Output) async throws -> Output {
        try await enter()
        defer { leave() }
        return try await body()
    }

    private func enter() async throws {
        let waiter = Waiter<Void>()
        switch queue.withLock({ $0.arrive(waiter) }) {
        case .admitted: return
        case .refused: throw Refused()
        case .queued:
            do {
                try await waiter.value(within: patience)
            } catch {
                // Let in at the very moment of giving up: the place is the next one's.
                if !queue.withLock({ $0.giveUp(waiter) }) { leave() }
                throw error is WaitedTooLong ? Refused() : error
            }
        }
    }

    private func leave() { queue.withLock { $0.leave() }?.settle(.success(())) }
}
