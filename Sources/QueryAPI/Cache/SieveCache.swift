/// A cache bounded by the sum of its values' costs, which evicts by SIEVE (Zhang et al., "SIEVE is Simpler than LRU",
/// NSDI '24): a hit only sets a mark; the hand moves from the oldest to the newest, takes marks away and evicts the first
/// value that has none. So a scan of many keys that are read once does not drive out those that are read again.
///
/// Every operation takes constant time (eviction: amortised).
struct SieveCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Node: Sendable {
        let key: Key
        var value: Value
        var cost: Int
        var isVisited = false
        var newer: Int?
        var older: Int?
    }

    /// The most that all values may cost together.
    let capacity: Int
    private(set) var cost = 0
    private(set) var evictions = 0

    private var nodes: [Node?] = []
    private var free: [Int] = []
    private var places: [Key: Int] = [:]
    private var newest: Int?
    private var oldest: Int?
    private var hand: Int?

    init(capacity: Int) { self.capacity = capacity }

    var count: Int { places.count }

    /// The value under a key, marked as used.
    mutating func value(for key: Key) -> Value? {
        guard let place = places[key] else { return nil }
        nodes[place]?.isVisited = true
        return nodes[place]?.value
    }

    /// Puts a value under a key, in the place of what was there. A value that alone exceeds the capacity is not taken.
    mutating func insert(_ value: Value, for key: Key, cost newCost: Int) {
        guard newCost <= capacity else {
            remove(key)
            return
        }
        if let place = places[key], let previous = nodes[place] {
            nodes[place]?.value = value
            nodes[place]?.cost = newCost
            cost += newCost - previous.cost
            makeRoom(for: 0)
        } else {
            makeRoom(for: newCost)
            append(Node(key: key, value: value, cost: newCost))
        }
    }

    @discardableResult
    mutating func remove(_ key: Key) -> Value? {
        guard let place = places[key] else { return nil }
        return removeNode(at: place)
    }

    mutating func removeAll() {
        let evicted = evictions
        self = SieveCache(capacity: capacity)
        evictions = evicted
    }

    private mutating func makeRoom(for newCost: Int) {
        while cost + newCost > capacity, let place = hand ?? oldest {
            hand = nodes[place]?.newer
            if nodes[place]?.isVisited == true {
                nodes[place]?.isVisited = false
            } else {
                removeNode(at: place)
                evictions += 1
            }
        }
    }

    private mutating func append(_ node: Node) {
        var node = node
        node.older = newest
        let place: Int
        if let reused = free.popLast() {
            nodes[reused] = node
            place = reused
        } else {
            nodes.append(node)
            place = nodes.count - 1
        }
        if let newest { nodes[newest]?.newer = place }
        newest = place
        oldest = oldest ?? place
        places[node.key] = place
        cost += node.cost
    }

    @discardableResult
    private mutating func removeNode(at place: Int) -> Value? {
        guard let node = nodes[place] else { return nil }
        if let newer = node.newer { nodes[newer]?.older = node.older } else { newest = node.older }
        if let older = node.older { nodes[older]?.newer = node.newer } else { oldest = node.newer }
        if hand == place { hand = node.newer }
        nodes[place] = nil
        free.append(place)
        places[node.key] = nil
        cost -= node.cost
        return node.value
    }
}
