import Domain
import Events
import Testing

@testable import CommandAPI

@Suite("What readers are told of a change of a product")
struct ProductContentTests {
    private let old = ProductContent(
        sku: "A", name: "Boots", slug: "boots", price: Money(minorUnits: 500), category: CategoryID(1),
        brand: BrandID(2))

    private func changed(_ change: (inout ProductContent) -> Void) -> Set<Events.Tag.Attribute> {
        var new = old
        change(&new)
        return new.attributesChanged(from: old)
    }

    @Test("each field touches what depends on it, and nothing else")
    func attributes() {
        #expect(changed { $0.price = .zero } == [.price])
        #expect(changed { $0.compareAtPrice = .zero } == [.price])
        #expect(changed { $0.name = "Shoes" } == [.name])
        #expect(changed { $0.description = "Warm" } == [.name])
        #expect(changed { $0.sku = nil } == [.name])
        #expect(changed { $0.slug = "shoes" } == [.membership])
        #expect(changed { $0.category = nil } == [.membership])
        #expect(changed { $0.isActive = false } == [.membership])
        #expect(changed { $0.isFeatured = true } == [.membership])
        #expect(changed { $0.brand = nil } == [.membership, .name])
        #expect(changed { $0.imageURLs = ["http://a/b.png"] } == [])
    }
}
