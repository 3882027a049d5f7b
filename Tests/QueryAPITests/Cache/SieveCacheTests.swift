import TestSupport
import Testing

@testable import QueryAPI

@Suite("The first level's eviction")
struct SieveCacheTests {
    @Test("it evicts what the definition of SIEVE evicts", arguments: 1...60 as ClosedRange<UInt64>)
    func followsTheDefinition(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let capacity = Int.random(in: 10...60, using: &random)
        var cache = SieveCache<Int, Int>(capacity: capacity)
        var model = PlainSieve(capacity: capacity)
        for step in 0..<2_000 {
            let key = Int.random(in: 0..<40, using: &random)
            switch Int.random(in: 0..<100, using: &random) {
            case 0..<45:
                let (found, expected) = (cache.value(for: key), model.value(for: key))
                #expect(found == expected, "seed \(seed), step \(step)")
            case 45..<90:
                let cost = Int.random(in: 0...12, using: &random)
                cache.insert(step, for: key, cost: cost)
                model.insert(step, for: key, cost: cost)
            case 90..<99:
                cache.remove(key)
                model.remove(key)
            default:
                cache.removeAll()
                model = PlainSieve(capacity: capacity)
            }
            #expect(cache.cost == model.cost, "seed \(seed), step \(step)")
            #expect(cache.count == model.nodes.count, "seed \(seed), step \(step)")
            #expect(cache.cost <= capacity, "seed \(seed), step \(step)")
        }
    }

    @Test("a scan of keys that are read once leaves those that are read again")
    func resistsScans() {
        var cache = SieveCache<Int, Int>(capacity: 100)
        for key in 0..<50 { cache.insert(key, for: key, cost: 1) }
        for key in 1_000..<10_000 {
            for hot in 0..<50 { _ = cache.value(for: hot) }
            cache.insert(key, for: key, cost: 1)
        }
        let kept = (0..<50).filter { cache.value(for: $0) == $0 }
        #expect(kept == Array(0..<50))
    }

    @Test("a value larger than the whole cache is not taken, and replaces nothing but its own key")
    func refusesGiants() {
        var cache = SieveCache<String, Int>(capacity: 10)
        cache.insert(1, for: "small", cost: 4)
        cache.insert(2, for: "other", cost: 4)
        cache.insert(3, for: "other", cost: 11)
        let (small, other) = (cache.value(for: "small"), cache.value(for: "other"))
        #expect(small == 1 && other == nil)
        #expect(cache.cost == 4)
    }
}

/// SIEVE as the paper describes it, on a plain array from the oldest to the newest.
private struct PlainSieve {
    struct Node { let key: Int; var value: Int; var cost: Int; var isVisited = false }

    let capacity: Int
    var nodes: [Node] = []
    /// The key that the hand points at.
    private var hand: Int?

    init(capacity: Int) { self.capacity = capacity }

    var cost: Int { nodes.reduce(0) { $0 + $1.cost } }

    mutating func value(for key: Int) -> Int? {
        guard let place = nodes.firstIndex(where: { $0.key == key }) else { return nil }
        nodes[place].isVisited = true
        return nodes[place].value
    }

    mutating func insert(_ value: Int, for key: Int, cost: Int) {
        guard cost <= capacity else { return remove(key) }
        if let place = nodes.firstIndex(where: { $0.key == key }) {
            nodes[place].value = value
            nodes[place].cost = cost
            evict(downTo: capacity)
        } else {
            evict(downTo: capacity - cost)
            nodes.append(Node(key: key, value: value, cost: cost))
        }
    }

    mutating func remove(_ key: Int) {
        guard let place = nodes.firstIndex(where: { $0.key == key }) else { return }
        if hand == key { hand = place + 1 < nodes.count ? nodes[place + 1].key : nil }
        nodes.remove(at: place)
    }

    private mutating func evict(downTo limit: Int) {
        while cost > limit {
            let place = nodes.firstIndex { $0.key == hand } ?? 0
            hand = place + 1 < nodes.count ? nodes[place + 1].key : nil
            if nodes[place].isVisited { nodes[place].isVisited = false } else { nodes.remove(at: place) }
        }
    }
}
