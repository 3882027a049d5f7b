import Domain
import Events

/// Everything that an admin writes about a product, but its stock.
struct ProductContent: Sendable, Equatable {
    var sku: String?
    var name: String
    var slug: String
    var description = ""
    var price: Money
    var compareAtPrice: Money?
    var category: CategoryID?
    var brand: BrandID?
    var isActive = true
    var isFeatured = false
    var imageURLs: [String] = []

    /// What readers have to know of a change from `old`, beside that the product shows something else.
    func attributesChanged(from old: ProductContent) -> Set<Tag.Attribute> {
        var changed: Set<Tag.Attribute> = []
        // A new slug may be one that readers remember as nobody's.
        if category != old.category || brand != old.brand || isActive != old.isActive || isFeatured != old.isFeatured
            || slug != old.slug
        {
            changed.insert(.membership)
        }
        if price != old.price || compareAtPrice != old.compareAtPrice { changed.insert(.price) }
        if name != old.name || description != old.description || sku != old.sku || brand != old.brand {
            changed.insert(.name)
        }
        return changed
    }
}
