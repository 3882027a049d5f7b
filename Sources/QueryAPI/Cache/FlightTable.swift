/// Who waits for which work that is under way. Pure: `SingleFlight` does the waiting.
struct FlightTable<Key: Hashable & Sendable, Waiter: Sendable>: Sendable {
    private var flights: [Key: [Waiter]] = [:]

    var count: Int { flights.count }
    var waiting: Int { flights.values.reduce(0) { $0 + $1.count } }

    /// Adds a waiter. True when there was no flight for the key: the caller starts one.
    mutating func join(_ key: Key, _ waiter: Waiter) -> Bool {
        guard flights[key] == nil else {
            flights[key]?.append(waiter)
            return false
        }
        flights[key] = [waiter]
        return true
    }

    /// Ends the key's flight and gives its waiters in the order they came. Who comes later starts another flight.
    mutating func land(_ key: Key) -> [Waiter] { flights.removeValue(forKey: key) ?? [] }
}
