import Domain
import Events
import Testing

private typealias Tag = Events.Tag

@Suite("Which cached things a change touches")
struct TagTests {
    @Test("tags of different attributes, scopes and ids are different")
    func distinct() {
        let scopes: [Tag.Scope] =
            [.all, .categories, .brands]
            + (1...50).flatMap { id -> [Tag.Scope] in
                [.category(CategoryID(id)), .brand(BrandID(id)), .product(ProductID(id)), .orders(UserID(id))]
            }
        let tags = Tag.Attribute.allCases.flatMap { attribute in scopes.map { Tag(attribute, $0) } }
        #expect(Set(tags).count == tags.count)
    }

    @Test("a sale touches neither membership, price nor name of any list")
    func saleTouchesStockOnly() {
        let sale = Change.stock(
            StockChange(
                id: ProductID(1), stock: 9, version: 2, crossedZero: false, categories: [CategoryID(3)],
                brand: BrandID(4)))
        #expect(
            Set(sale.tags) == [
                Tag(.stock, .product(ProductID(1))), Tag(.stock, .all), Tag(.stock, .category(CategoryID(3))),
                Tag(.stock, .brand(BrandID(4))),
            ])
    }

    @Test("the last sale also touches availability, in every scope")
    func lastSaleTouchesAvailability() {
        let sale = Change.stock(
            StockChange(
                id: ProductID(1), stock: 0, version: 2, crossedZero: true, categories: [CategoryID(3)], brand: nil))
        #expect(sale.tags.contains(Tag(.availability, .all)))
        #expect(sale.tags.contains(Tag(.availability, .category(CategoryID(3)))))
    }

    @Test("a price change touches the product's fragment and, in each scope, only what depends on prices")
    func priceTouchesPrices() {
        let change = Change.product(
            ProductChange(
                kind: .changed, id: ProductID(1), attributes: [.price], categories: [CategoryID(3), CategoryID(5)],
                brands: []))
        #expect(
            Set(change.tags) == [
                Tag(.content, .product(ProductID(1))), Tag(.price, .all), Tag(.price, .category(CategoryID(3))),
                Tag(.price, .category(CategoryID(5))),
            ])
    }

    @Test("an order touches only its owner's orders")
    func orderTouchesOwner() {
        #expect(Change.order(.sample(status: .shipped, previous: .pending)).tags == [Tag(.content, .orders(UserID(8)))])
    }
}
