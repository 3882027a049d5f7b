import Daemon
import Synchronization

/// Lets at most one task at a time do the work for a key; who asks meanwhile gets the same outcome.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let flights = Mutex(FlightTable<Key, Waiter<Value>>())

    /// The work's outcome, its error included.
    ///
    /// The work runs in a task of its own, so that whoever began it may be cancelled without failing the others. It must
    /// bound itself: it is not cancelled when all have given up.
    ///
    /// - Parameter deadline: how long this caller waits; then `WaitedTooLong`.
    func value(
        for key: Key, within deadline: Duration, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let waiter = Waiter<Value>()
        if flights.withLock({ $0.join(key, waiter) }) {
            // Awaited by the waiters of its key.
            Task {
                let result: Result<Value, any Error>
                do { result = .success(try await work()) } catch { result = .failure(error) }
                for waiter in flights.withLock({ $0.land(key) }) { waiter.settle(result) }
            }
        }
        return try await waiter.value(within: deadline)
    }

    /// How many keys are being worked on.
    var count: Int { flights.withLock { $0.count } }

    /// How many wait for them.
    var waiting: Int { flights.withLock { $0.waiting } }
}
