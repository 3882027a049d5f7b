import Domain

/// What a cached thing depends on, and what an event touches: an attribute within a scope, packed into 64 bits (4 for the
/// attribute, 4 for the scope's kind, 56 for its id).
///
/// A cached entry is valid while none of its tags was touched after the position it was read at.
package struct Tag: Hashable, Sendable, RawRepresentable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }

    package init(_ attribute: Attribute, _ scope: Scope) {
        let (kind, id) = scope.packed
        rawValue = UInt64(attribute.rawValue) << 60 | kind << 56 | UInt64(bitPattern: id) & 0x00FF_FFFF_FFFF_FFFF
    }

    /// All tags of one attribute whose scopes are of one kind, whatever their ids.
    package struct Family: Hashable, Sendable {
        private let rawValue: UInt8

        /// - Parameter example: any scope of the kind.
        package init(_ attribute: Attribute, _ example: Scope) { self = Tag(attribute, example).family }

        fileprivate init(of tag: Tag) { rawValue = UInt8(tag.rawValue >> 56) }
    }

    package var family: Family { Family(of: self) }

    /// Which aspect of the things in a scope.
    package enum Attribute: UInt8, Sendable, CaseIterable {
        /// Created, deleted, (de)activated, featured or not, moved to another category or brand.
        case membership = 1
        /// The price, or the price it is compared with.
        case price = 2
        /// Whatever search looks at or names order by: name, description, SKU, brand.
        case name = 3
        /// The stock crossed 0 ↔ more.
        case availability = 4
        /// Any change of the stock.
        case stock = 5
        /// Anything that a representation shows, but the stock.
        case content = 6
    }

    package enum Scope: Hashable, Sendable {
        /// Every product.
        case all
        /// The products of a category and of all below it; with `content`, the category itself.
        case category(CategoryID)
        /// The products of a brand; with `content`, the brand itself.
        case brand(BrandID)
        case product(ProductID)
        /// The whole category tree.
        case categories
        /// The whole list of brands.
        case brands
        /// The orders of a user.
        case orders(UserID)

        fileprivate var packed: (kind: UInt64, id: Int64) {
            switch self {
            case .all: (1, 0)
            case .category(let id): (2, id.rawValue)
            case .brand(let id): (3, id.rawValue)
            case .product(let id): (4, id.rawValue)
            case .categories: (5, 0)
            case .brands: (6, 0)
            case .orders(let user): (7, user.rawValue)
            }
        }
    }
}
