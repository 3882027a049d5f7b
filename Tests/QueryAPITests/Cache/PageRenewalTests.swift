import Domain
import Events
import NIOCore
import ReadModels
import Redis
import TestSupport
import Testing

@testable import QueryAPI

@Suite("Pages put together again")
struct PageRenewalTests {
    private let levels: CacheLevels
    private let key = CacheKey(.page, "page")
    private let ids = (1...3).map { ProductID($0) }

    init() throws {
        let redis = RedisClient(try RedisConfiguration(url: "redis://127.0.0.1:1"), logger: .quiet)
        levels = CacheLevels(
            l1: L1Cache(bytes: 1 << 20), l2: L2Cache(redis, namespace: "t"), validity: CacheValidity(),
            lifetimes: CacheLifetimes(), counters: CacheCounters())
        levels.validity.reset(to: 0)
    }

    /// One product as it is, and whether the first level has it so.
    private struct Shown {
        var name = 0
        var stock = 0
        var version: Int64 = 1
        var isHeld = false
    }

    @Test(
        "after any changes, a page whose parts are there is there, and one that is there shows each as it is",
        arguments: 1...200 as ClosedRange<UInt64>)
    func randomChanges(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var shop = [Shown](repeating: Shown(), count: ids.count)
        var (position, isListed) = (Int64(0), false)
        for step in 0..<300 {
            let place = Int.random(in: shop.indices, using: &random)
            let id = ids[place]
            switch Int.random(in: 0..<12, using: &random) {
            case 0...3:
                shop[place].version += 1
                shop[place].stock = .random(in: 0...3, using: &random)
                position += 1
                apply(stock(id, shop[place]), at: position)
            case 4:
                shop[place].name += 1
                shop[place].isHeld = false
                position += 1
                apply(content(of: id), at: position)
            case 5:
                position += 1
                apply(.brand(BrandID(9)), at: position)
                isListed = false
            case 6:
                levels.l1.update(.product(id), of: ProductFragment?.self) { _ in nil }
                shop[place].isHeld = false
            case 7...8:
                keep(id, shop[place], asOf: position)
                shop[place].isHeld = true
            case 9 where shop.allSatisfy(\.isHeld):
                composeFromParts(asOf: position)
                isListed = true
            default:
                guard let page: Entry<Document?> = levels.current(key) else {
                    #expect(!isListed || !shop.allSatisfy(\.isHeld), "seed \(seed), step \(step): no page")
                    continue
                }
                // While it is true, it needs its parts no longer.
                #expect(isListed && text(page) == text(shop), "seed \(seed), step \(step)")
            }
        }
    }

    @Test("while sales go on, a page is there at every moment, and never older than what was applied")
    func sales() async {
        let sales: Int64 = 3_000
        for id in ids { keep(id, Shown(), asOf: 0) }
        composeFromParts(asOf: 0)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                var shop = [Shown](repeating: Shown(), count: ids.count)
                for position in 1...sales {
                    let place = Int(position) % ids.count
                    shop[place].stock = Int(position)
                    shop[place].version += 1
                    apply(stock(ids[place], shop[place]), at: position)
                    await Task.yield()
                }
            }
            for _ in 0..<3 {
                group.addTask {
                    while case let floor = levels.validity.applied, floor < sales {
                        let page: Entry<Document?>? = levels.current(key)
                        let newest = page.map(text)?.matches(of: #/"stock":(\d+)/#).compactMap { Int64($0.1) }.max()
                        guard let newest, newest >= floor else {
                            Issue.record("at \(floor) the page shows \(newest.map(String.init) ?? "nothing")")
                            return
                        }
                        await Task.yield()
                    }
                }
            }
        }
    }

    @Test("a page is as young as its list by the list's lifetime, and as each product by that of products")
    func ageing() {
        let search = CacheKey(.searchPage, "page")
        let now = Timestamp.now()
        for id in ids { keep(id, Shown(), asOf: 0, readAt: now.adding(seconds: -600)) }
        compose(search, listedAt: now.adding(seconds: -10))
        let page: Entry<Document?>? = levels.current(search)
        let again: Entry<Document?>? = levels.current(search)
        #expect(page != nil && again === page, "it is not put together again for each request")
        compose(search, listedAt: now.adding(seconds: -301))
        #expect(levels.current(search, of: Document?.self) == nil)
        for id in ids { keep(id, Shown(), asOf: 0, readAt: now.adding(seconds: -3_601)) }
        #expect(levels.current(.product(ids[0]), of: ProductFragment?.self) == nil)
    }

    private func apply(_ change: Change, at position: Int64) {
        let event = Event(
            position: position, transaction: position, at: .now(), user: nil, forAdmins: false, change: change)
        levels.patch(change, at: position)
        levels.validity.apply([event], to: position, horizon: nil)
    }

    private func stock(_ id: ProductID, _ shown: Shown) -> Change {
        .stock(
            StockChange(
                id: id, stock: shown.stock, version: shown.version, crossedZero: false, categories: [], brand: nil))
    }

    private func content(of id: ProductID) -> Change {
        .product(ProductChange(kind: .changed, id: id, attributes: [], categories: [], brands: []))
    }

    private func keep(_ id: ProductID, _ shown: Shown, asOf: Int64, readAt: Timestamp = .now()) {
        levels.keep(
            Stamped(
                ProductFragment?.some(fragment(id, shown)),
                basis: [
                    Basis(asOf: asOf, tags: [Events.Tag(.content, .product(id))]),
                    FragmentBasis.stock(of: id, asOf: asOf),
                ], readAt: readAt), as: .product(id))
    }

    private func fragment(_ id: ProductID, _ shown: Shown) -> ProductFragment {
        ProductFragment(
            prefix: Array("{\"id\":\(id),\"name\":\(shown.name),".utf8), suffix: Array("}".utf8), price: "1.00",
            stock: shown.stock, stockVersion: shown.version)
    }

    private func composeFromParts(asOf position: Int64) {
        let list = ServedPart(
            basis: [Basis(asOf: position, tags: [Events.Tag(.content, .brand(BrandID(9)))])], readAt: .now(),
            source: .l1)
        compose(key, list)
    }

    private func compose(_ key: CacheKey, listedAt readAt: Timestamp) {
        compose(key, ServedPart(basis: [Basis(asOf: 0, tags: [])], readAt: readAt, source: .l1, kind: .search))
    }

    /// As the router does.
    private func compose(_ key: CacheKey, _ list: ServedPart) {
        let frame = PageFrame(around: (Array("[".utf8), Array("]".utf8)), products: ids, parts: [list])
        let entries = ids.compactMap { levels.current(.product($0), of: ProductFragment?.self) }
        levels.keep(frame.page(of: entries.map { Served(stamped: $0.stamped, source: .l1) }).stamped, as: key)
    }

    private func text(_ page: Entry<Document?>) -> String { String(buffer: page.stamped.value?.body ?? ByteBuffer()) }

    private func text(_ shop: [Shown]) -> String {
        let products = zip(ids, shop).map { String(decoding: fragment($0, $1).bytes, as: UTF8.self) }
        return "[\(products.joined(separator: ","))]"
    }
}
