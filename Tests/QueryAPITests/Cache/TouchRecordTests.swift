import Domain
import Events
import TestSupport
import Testing

@testable import QueryAPI

private typealias Tag = Events.Tag

@Suite("Touch record")
struct TouchRecordTests {
    @Test("nothing is valid before the beginning is known")
    func beforeReset() {
        #expect(!TouchRecord().isValid(asOf: .max - 1, tags: []))
    }

    @Test("a value is valid while none of its tags was touched after it was read")
    func touches() {
        var record = TouchRecord()
        record.reset(to: 10)
        record.apply([brandEvent(11, brand: 1)], to: 11)
        #expect(record.applied == 11)
        #expect(!record.isValid(asOf: 10, tags: tags(1)))
        #expect(record.isValid(asOf: 11, tags: tags(1)))
        #expect(record.isValid(asOf: 10, tags: tags(2)))
        #expect(!record.isValid(asOf: 10, tags: tags(2) + tags(1)))
    }

    @Test("what was read before the floor is not valid, whatever its tags")
    func floor() {
        var record = TouchRecord()
        record.reset(to: 10)
        #expect(!record.isValid(asOf: 9, tags: []))
        #expect(record.isValid(asOf: 10, tags: []))
    }

    @Test("a cleared cache holds nothing that was read before, and everything that is read from then on")
    func cleared() {
        var record = TouchRecord()
        record.reset(to: 10)
        record.apply([dropped(.everything, at: 12)], to: 12)
        #expect(!record.isValid(asOf: 11, tags: []) && !record.isValid(asOf: 11, tags: tags(1)))
        #expect(record.isValid(asOf: 12, tags: tags(1)) && record.floor == 12)
    }

    @Test("dropping all products touches every product and every list of products, and nothing else")
    func droppedProducts() {
        let product = ProductID(7)
        var record = TouchRecord()
        record.reset(to: 10)
        record.apply([dropped(.products, at: 12)], to: 12)
        let touched: [Tag] = [
            Tag(.content, .product(product)), Tag(.stock, .product(product)), Tag(.membership, .all),
            Tag(.membership, .category(CategoryID(3))), Tag(.membership, .brand(BrandID(4))),
        ]
        for tag in touched {
            #expect(!record.isValid(asOf: 11, tags: [tag]))
            #expect(record.isValid(asOf: 12, tags: [tag]))
        }
        let others: [Tag] = [
            Tag(.content, .category(CategoryID(3))), Tag(.content, .categories), Tag(.content, .brands),
            Tag(.content, .orders(UserID(1))),
        ]
        #expect(record.isValid(asOf: 11, tags: others))
        record.reset(to: 11)
        #expect(record.isValid(asOf: 11, tags: touched))
    }

    @Test("dropping one product touches it and the lists of its places")
    func droppedProduct() {
        var record = TouchRecord()
        record.reset(to: 10)
        let scope = CacheScope.product(ProductID(7), categories: [CategoryID(1), CategoryID(3)], brand: nil)
        record.apply([dropped(scope, at: 11)], to: 11)
        #expect(!record.isValid(asOf: 10, tags: [Tag(.content, .product(ProductID(7)))]))
        #expect(!record.isValid(asOf: 10, tags: [Tag(.membership, .category(CategoryID(1)))]))
        #expect(!record.isValid(asOf: 10, tags: [Tag(.membership, .all)]))
        #expect(record.isValid(asOf: 10, tags: [Tag(.content, .product(ProductID(8)))]))
        #expect(record.isValid(asOf: 10, tags: [Tag(.membership, .category(CategoryID(2)))]))
    }

    @Test("dropping the categories touches whatever shows one")
    func droppedCategories() {
        var record = TouchRecord()
        record.reset(to: 10)
        record.foresee([.cacheDropped(.categories)])
        #expect(!record.isValid(asOf: 10, tags: [Tag(.content, .category(CategoryID(9)))]))
        #expect(!record.isValid(asOf: 10, tags: [Tag(.content, .categories)]))
        #expect(record.isValid(asOf: 10, tags: [Tag(.content, .product(ProductID(8)))]))
    }

    @Test("a foreseen event makes invalid all that was read up to now, until it is numbered")
    func foreseen() {
        var record = TouchRecord()
        record.reset(to: 10)
        record.foresee([.brand(BrandID(1))])
        #expect(!record.isValid(asOf: 10, tags: tags(1)))
        record.apply([brandEvent(11, brand: 1)], to: 11)
        #expect(record.isValid(asOf: 11, tags: tags(1)))
    }

    @Test("rows are bounded, and forgetting one never makes an old value valid")
    func bounded() {
        var random = SeededGenerator(seed: 7)
        var record = TouchRecord(limit: 20)
        var truth: [Int64: Int64] = [:]
        record.reset(to: 0)
        for position in Int64(1)...2_000 {
            let brand = Int64.random(in: 1...60, using: &random)
            truth[brand] = position
            record.apply([brandEvent(position, brand: brand)], to: position)
            let asked = Int64.random(in: 1...60, using: &random)
            let asOf = Int64.random(in: max(0, position - 40)...position, using: &random)
            if record.isValid(asOf: asOf, tags: tags(asked)) { #expect(asOf >= truth[asked] ?? 0) }
            #expect(record.isValid(asOf: position, tags: tags(asked)))
            // The newest half of the rows is remembered: each event touches two tags.
            #expect(position - record.floor <= 2_000)
        }
        #expect(record.floor > 1_900)
    }

    private func tags(_ brand: Int64) -> [Events.Tag] { [Events.Tag(.content, .brand(BrandID(brand)))] }

    private func brandEvent(_ position: Int64, brand: Int64) -> Event {
        Event(
            position: position, transaction: 1, at: Timestamp(microseconds: 0), user: nil, forAdmins: false,
            change: .brand(BrandID(brand)))
    }

    private func dropped(_ scope: CacheScope, at position: Int64) -> Event {
        Event(
            position: position, transaction: 1, at: Timestamp(microseconds: 0), user: nil, forAdmins: false,
            change: .cacheDropped(scope))
    }
}
