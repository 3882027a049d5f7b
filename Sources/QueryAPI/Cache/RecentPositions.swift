/// A position by key, for the keys written most recently, in bounded memory.
///
/// Rows live in two generations: when the young one is full, it becomes the old one, and the old one is forgotten whole.
/// So forgetting costs nothing per write, and at least half of `limit` is always remembered.
struct RecentPositions<Key: Hashable & Sendable>: Sendable {
    private struct Generation {
        var rows: [Key: Int64] = [:]
        var highest = Int64.min
    }

    private var young = Generation()
    private var old = Generation()
    private let generationLimit: Int
    /// No forgotten row has a higher position.
    private(set) var forgottenUpTo = Int64.min

    /// - Parameter limit: how many rows are held at most; at least 2.
    init(limit: Int) { generationLimit = max(1, limit / 2) }

    var count: Int { young.rows.count + old.rows.count }

    subscript(key: Key) -> Int64? { young.rows[key] ?? old.rows[key] }

    /// Raises the key's position to `position`; one that is higher already stays.
    mutating func raise(_ key: Key, to position: Int64) {
        if young.rows.count >= generationLimit, young.rows[key] == nil { forgetOlder() }
        let raised = max(position, self[key] ?? .min)
        young.rows[key] = raised
        young.highest = max(young.highest, raised)
    }

    private mutating func forgetOlder() {
        forgottenUpTo = max(forgottenUpTo, old.highest)
        old = young
        young = Generation()
    }
}
