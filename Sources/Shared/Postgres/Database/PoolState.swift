import DequeModule

/// Who has which connection, and who waits for one: the rules of leasing, without connections or tasks.
///
/// A connection is idle or leased; while one is idle nobody waits. Waiters are served in the order in which they came.
struct PoolState<Connection: Hashable, Waiter: Hashable> {
    let maximumWaiters: Int
    private(set) var isOpen = true
    /// The most recently used last, and the first to be leased: its caches are warm, on both sides.
    private(set) var idle: [Connection] = []
    private(set) var leased: Set<Connection> = []
    private(set) var waiters: Deque<Waiter> = []

    init(maximumWaiters: Int) { self.maximumWaiters = maximumWaiters }

    enum Lease: Equatable {
        case granted(Connection)
        case queued
        case full
        case closed
    }

    mutating func lease(for waiter: Waiter) -> Lease {
        guard isOpen else { return .closed }
        if let connection = idle.popLast() {
            leased.insert(connection)
            return .granted(connection)
        }
        guard waiters.count < maximumWaiters else { return .full }
        waiters.append(waiter)
        return .queued
    }

    /// A new connection is up.
    ///
    /// - Returns: Who gets it; nil if it is idle now.
    mutating func opened(_ connection: Connection) -> Waiter? { offer(connection) }

    /// A lease ends.
    ///
    /// - Returns: Who gets the connection next; nil if nobody does.
    mutating func returned(_ connection: Connection) -> Waiter? {
        // One that was lost meanwhile is no longer known.
        leased.remove(connection) == nil ? nil : offer(connection)
    }

    /// A connection is gone, leased or not.
    mutating func lost(_ connection: Connection) {
        leased.remove(connection)
        idle.removeAll { $0 == connection }
    }

    /// A waiter gives up. Does nothing if it does not wait.
    mutating func cancelled(_ waiter: Waiter) {
        if let index = waiters.firstIndex(of: waiter) { waiters.remove(at: index) }
    }

    /// No lease is granted from now on; those that exist go on.
    ///
    /// - Returns: Who waited, in vain.
    mutating func close() -> [Waiter] {
        isOpen = false
        defer { waiters = [] }
        return Array(waiters)
    }

    private mutating func offer(_ connection: Connection) -> Waiter? {
        guard let waiter = waiters.popFirst() else {
            idle.append(connection)
            return nil
        }
        leased.insert(connection)
        return waiter
    }
}
