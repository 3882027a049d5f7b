import Domain
import Events
import Testing

@testable import QueryAPI

@Suite("Which events change a price or a stock")
struct ChangedQuotesTests {
    private let product = ProductID(7)

    @Test("sales, prices, ends and returns do; names and other things do not")
    func events() {
        let stock = StockChange(id: product, stock: 1, version: 2, crossedZero: false, categories: [], brand: nil)
        for change in [Change.stock(stock), changed(.price), changed(.membership), changed(nil, .deleted)] {
            #expect(ChangedQuotes([event(change)]) == .of([product]))
        }
        for change in [changed(.name), changed(nil), .brand(BrandID(1)), .lowStock(LowStock(id: product, stock: 1))] {
            #expect(ChangedQuotes([event(change)]) == .of([]))
        }
        let dropped = CacheScope.product(product, categories: [], brand: nil)
        #expect(ChangedQuotes([event(.cacheDropped(dropped))]) == .of([product]))
        #expect(ChangedQuotes([event(.stock(stock)), event(.cacheDropped(.products))]) == .all)
    }

    private func changed(_ attribute: Events.Tag.Attribute?, _ kind: ProductChange.Kind = .changed) -> Change {
        let attributes: Set<Events.Tag.Attribute> = attribute.map { [$0] } ?? []
        return .product(ProductChange(kind: kind, id: product, attributes: attributes, categories: [], brands: []))
    }

    private func event(_ change: Change) -> Event {
        Event(position: 1, transaction: 1, at: .now(), user: nil, forAdmins: false, change: change)
    }
}
