import Domain
import Events
import ReadModels
import Redis
import TestSupport
import Testing

@testable import QueryAPI

@Suite("Stock in cached fragments")
struct StockPatchingTests {
    private let levels: CacheLevels
    private let product = ProductID(1)

    init() throws {
        let redis = RedisClient(
            try RedisConfiguration(url: "redis://127.0.0.1:1"), logger: .quiet)
        levels = CacheLevels(
            l1: L1Cache(bytes: 1 << 20), l2: L2Cache(redis, namespace: "t"), validity: CacheValidity(),
            lifetimes: CacheLifetimes(), counters: CacheCounters())
        levels.validity.reset(to: 0)
    }

    @Test(
        "whatever the order of reads and events, a served fragment shows the stock of the last applied event",
        arguments: 1...200 as ClosedRange<UInt64>)
    func neverShowsAnotherStock(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var log: [StockChange] = []
        var applied = 0
        for step in 0..<200 {
            switch Int.random(in: 0..<5, using: &random) {
            case 0: log.append(change(stock: Int.random(in: 0...9, using: &random), version: Int64(log.count + 1)))
            case 1 where applied < log.count:
                apply(log[applied], at: Int64(applied + 1))
                applied += 1
            case 2:
                // A read of a moment that may lie before or after what was applied.
                let seen = Int.random(in: max(0, applied - 3)...log.count, using: &random)
                levels.keep(stamped(stock: seen == 0 ? 100 : log[seen - 1].stock, version: seen, asOf: seen), as: key)
            case 3:
                // What is committed and waits for its position.
                let waiting = log[applied...]
                for change in waiting { levels.patch(.stock(change), at: Int64(applied + 1)) }
                levels.validity.foresee(waiting.map { .stock($0) })
            default:
                guard let entry: Entry<ProductFragment?> = levels.l1.entry(key), entry.isValid(by: levels.validity),
                    let fragment = entry.stamped.value
                else { continue }
                let version = Int(fragment.stockVersion)
                #expect(version >= applied, "seed \(seed), step \(step): a stock of the past")
                #expect(fragment.stock == (version == 0 ? 100 : log[version - 1].stock), "seed \(seed), step \(step)")
            }
        }
    }

    @Test("the next change is written in, a known one is passed over, a gap drops the fragment")
    func rules() {
        levels.keep(stamped(stock: 100, version: 1, asOf: 0), as: key)
        apply(change(stock: 90, version: 2), at: 1)
        #expect(shown?.stock == 90)
        apply(change(stock: 90, version: 2), at: 2)
        #expect(shown?.stock == 90)
        apply(change(stock: 70, version: 4), at: 3)
        #expect(shown == nil)
    }

    @Test("a change that is not numbered yet is written in, and the fragment stays valid when it gets its position")
    func foreseen() {
        levels.keep(stamped(stock: 100, version: 1, asOf: 0), as: key)
        let changes = [change(stock: 90, version: 2), change(stock: 80, version: 3)]
        for change in changes { levels.patch(.stock(change), at: 1) }
        levels.validity.foresee(changes.map { .stock($0) })
        #expect(shown?.stock == 80)
        apply(changes[0], at: 5)
        #expect(shown?.stock == 80)
        apply(changes[1], at: 6)
        #expect(shown?.stock == 80)
    }

    @Test("a read that has not seen a change does not take the place of a fragment that shows it")
    func lateRead() {
        let read = stamped(stock: 100, version: 1, asOf: 0)
        levels.keep(read, as: key)
        let sold = change(stock: 90, version: 2)
        levels.patch(.stock(sold), at: 1)
        levels.keep(read, as: key)
        apply(sold, at: 1)
        #expect(shown?.stock == 90)
        levels.keep(stamped(stock: 85, version: 3, asOf: 2), as: key)
        #expect(shown?.stock == 85)
    }

    private var key: CacheKey { .product(product) }

    private var shown: ProductFragment? {
        let entry: Entry<ProductFragment?>? = levels.l1.entry(key)
        return entry?.isValid(by: levels.validity) == true ? entry?.stamped.value : nil
    }

    private func apply(_ change: StockChange, at position: Int64) {
        let event = Event(
            position: position, transaction: position, at: .now(), user: nil, forAdmins: false, change: .stock(change))
        levels.patch(event.change, at: position)
        levels.validity.apply([event], to: position, horizon: nil)
    }

    private func change(stock: Int, version: Int64) -> StockChange {
        StockChange(id: product, stock: stock, version: version, crossedZero: false, categories: [], brand: nil)
    }

    private func stamped(stock: Int, version: Int, asOf: Int) -> Stamped<ProductFragment?> {
        let content = Basis(asOf: Int64(asOf), tags: [Events.Tag(.content, .product(product))])
        return Stamped(
            ProductFragment(prefix: [], suffix: [], price: "1.00", stock: stock, stockVersion: Int64(version)),
            basis: [content, FragmentBasis.stock(of: product, asOf: Int64(asOf))])
    }
}
