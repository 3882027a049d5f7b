import Reactor
import Synchronization

/// The connections that transactions lease: `PoolState` with a lock around it, and promises as waiters.
final class TransactionConnections: Sendable {
    private final class Waiter: Hashable, Sendable {
        let promise = Promise<Connection>()

        static func == (left: Waiter, right: Waiter) -> Bool { left === right }
        func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
    }

    private let state: Mutex<PoolState<Connection, Waiter>>
    private let deadline: Duration

    init(_ configuration: DatabaseConfiguration) {
        state = Mutex(PoolState(maximumWaiters: configuration.maximumWaitingTransactions))
        deadline = configuration.leaseDeadline
    }

    /// A connection for the caller alone, until `giveBack`.
    ///
    /// - Throws: `PostgresError.unavailable` at the deadline, `.busy` when too many wait; `CancellationError`.
    nonisolated(nonsending) func lease() async throws -> Connection {
        let waiter = Waiter()
        while true {
            switch state.withLock({ $0.lease(for: waiter) }) {
            case .granted(let connection) where connection.isOpen: return connection
            // Lost, and about to be reported so.
            case .granted(let connection): lost(connection)
            case .queued: return try await connection(for: waiter)
            case .full: throw PostgresError.busy
            case .closed: throw PostgresError.unavailable
            }
        }
    }

    nonisolated(nonsending) private func connection(for waiter: Waiter) async throws -> Connection {
        let alarm = Alarm(after: deadline) { waiter.promise.settle(.failure(PostgresError.unavailable)) }
        defer { alarm.cancel() }
        do {
            return try await waiter.promise.value()
        } catch {
            state.withLock { $0.cancelled(waiter) }
            throw error
        }
    }

    func giveBack(_ connection: Connection) {
        guard connection.isOpen else { return lost(connection) }
        hand(connection, to: state.withLock { $0.returned(connection) })
    }

    func opened(_ connection: Connection) { hand(connection, to: state.withLock { $0.opened(connection) }) }

    func lost(_ connection: Connection) { state.withLock { $0.lost(connection) } }

    func close() {
        for waiter in state.withLock({ $0.close() }) { waiter.promise.settle(.failure(PostgresError.unavailable)) }
    }

    struct Counts { let idle, leased, waiting: Int }

    var counts: Counts {
        state.withLock { Counts(idle: $0.idle.count, leased: $0.leased.count, waiting: $0.waiters.count) }
    }

    /// A waiter that gave up in this very moment does not take it: then it is the next one's.
    private func hand(_ connection: Connection, to waiter: Waiter?) {
        var next = waiter
        while let waiter = next, !waiter.promise.settle(.success(connection)) {
            next = state.withLock { $0.returned(connection) }
        }
    }
}
