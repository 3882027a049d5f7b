import Synchronization

/// What the first level holds under a key, whatever its type.
protocol CacheEntry: AnyObject, Sendable {
    /// Bytes of memory, roughly; the key's are not among them.
    var cost: Int { get }
}

/// A stamped value in the first level. It remembers when it was last found valid, so that most of the time one comparison
/// tells that it still is.
final class Entry<Value: CacheValue>: CacheEntry {
    let stamped: Stamped<Value>
    let cost: Int
    private let validAt: Atomic<UInt64>

    /// What an entry costs beside its value and its key: the object, its places in the index and the list.
    private static var overhead: Int { 300 }

    /// - Parameter validAt: the validity's stamp at which it was found valid; nil when nobody has looked yet.
    init(_ stamped: Stamped<Value>, validAt: UInt64? = nil) {
        self.stamped = stamped
        let tags = stamped.basis.reduce(0) { $0 + $1.tags.count }
        cost = Self.overhead + stamped.value.size + stamped.basis.count * 48 + tags * 8
        self.validAt = Atomic(validAt ?? .max)
    }

    /// Whether it reflects every applied event.
    func isValid(by validity: CacheValidity) -> Bool {
        // Read before judging: an event applied meanwhile makes the remembered stamp an old one.
        let stamp = validity.stamp
        if validAt.load(ordering: .relaxed) == stamp { return true }
        guard validity.isValid(stamped.basis) else { return false }
        validAt.store(stamp, ordering: .relaxed)
        return true
    }
}
