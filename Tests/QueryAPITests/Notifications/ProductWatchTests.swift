import Domain
import TestSupport
import Testing

@testable import QueryAPI

@Suite("What one socket is told of products")
struct ProductWatchTests {
    @Test("subscriptions are bounded, each counts once, and one too many changes nothing")
    func bounded() {
        var watch = ProductWatch<String>()
        let ids = (1...5).map { ProductID($0) }
        #expect(watch.watch(ids + ids, limit: 5) == true)
        #expect(watch.watch([ProductID(6)], limit: 5) == false)
        #expect(watch.watched.sorted() == ids)
        #expect(watch.unwatch([ProductID(6), ids[0], ids[0]]) == [ids[0]])
        #expect(watch.watch([ProductID(6)], limit: 5) == true)
    }

    @Test("a value is news unless it is older than one before, or no better confirmed")
    func news() {
        var watch = ProductWatch<String>()
        #expect(watch.takes(quote(1, at: 10)) == false, "of a product that is not watched")
        #expect(watch.watch([ProductID(1)], limit: 5) == true)
        #expect(watch.takes(quote(1, at: 10)) == true)
        #expect(watch.takes(quote(1, at: 9)) == false)
        #expect(watch.takes(quote(1, at: 10, "2.00")) == true, "a price and a stock may have the same position")
        #expect(watch.takes(quote(1, at: 10, "2.00")) == false, "the same value")
        #expect(watch.takes(quote(1, at: 10, isConfirmed: false)) == false)
        #expect(watch.takes(quote(1, at: 11, isConfirmed: false)) == true)
        #expect(watch.watch([ProductID(1)], limit: 5) == true)
        #expect(watch.takes(quote(1, at: 3)) == true, "who subscribes once more is told once more")
    }

    @Test(
        "whatever happens to a slow reader, it holds one message for each product at most, and gets the latest of each",
        arguments: 0..<200)
    func latestWins(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var watch = ProductWatch<Int64>()
        var subscribed: Set<ProductID> = []
        var latest: [ProductID: Int64] = [:]
        var seen: [ProductID: Int64] = [:]
        var position: Int64 = 0
        var releases = 0
        func read(_ message: Int64) {
            // A message is its product's id and its position.
            let id = ProductID(message % 100)
            #expect(message / 100 > seen[id] ?? 0 && subscribed.contains(id), "seed \(seed)")
            seen[id] = message / 100
        }
        for _ in 0..<300 {
            let id = ProductID(Int64.random(in: 1...8, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0:
                #expect(watch.watch([id], limit: 8) == true)
                subscribed.insert(id)
            case 1:
                let wasSubscribed = subscribed.remove(id) != nil
                #expect(watch.unwatch([id]).isEmpty == !wasSubscribed)
                latest[id] = nil
            case 2:
                if let message = watch.release() {
                    read(message)
                    releases += 1
                }
            default:
                position += 1
                guard watch.takes(quote(id.rawValue, at: position)) else { continue }
                watch.hold(position * 100 + id.rawValue, about: .product(id))
                latest[id] = position
            }
        }
        var rest = 0
        while let message = watch.release() {
            read(message)
            rest += 1
        }
        #expect(rest <= subscribed.count, "seed \(seed)")
        #expect(!watch.isHolding)
        for (id, position) in latest { #expect(seen[id] == position, "seed \(seed)") }
    }

    @Test("a reset comes before the values that follow it, and drops those before it; a pong stays")
    func reset() {
        var watch = ProductWatch<String>()
        #expect(watch.watch([ProductID(1)], limit: 5) == true)
        #expect(watch.takes(quote(1, at: 90)) == true)
        watch.hold("old", about: .product(ProductID(1)))
        watch.hold("pong", about: .pong)
        watch.forgetValues()
        watch.hold("reset", about: .reset)
        #expect(watch.takes(quote(1, at: 5)) == true)
        watch.hold("new", about: .product(ProductID(1)))
        #expect([watch.release(), watch.release(), watch.release(), watch.release()] == ["pong", "reset", "new", nil])
    }

    private func quote(
        _ id: Int64, at position: Int64, _ price: String = "1.00", isConfirmed: Bool = true
    ) -> ProductQuote {
        ProductQuote(
            id: ProductID(id), price: price, stock: Int(position), position: position, isConfirmed: isConfirmed)
    }
}
