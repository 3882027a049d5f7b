import Domain

/// Which cached things an operator has dropped.
package enum CacheScope: Sendable, Equatable {
    case everything
    /// All products, and all lists of them.
    case products
    /// One product, and the lists that it may be on: those of its category with all ancestors, and of its brand.
    case product(ProductID, categories: [CategoryID], brand: BrandID?)
    /// All categories, and whatever shows one.
    case categories

    /// The name by which the event log and the answers call it.
    package var name: String {
        switch self {
        case .everything: "all"
        case .products: "products"
        case .product: "product"
        case .categories: "categories"
        }
    }

    /// The one product that is meant, if it is one.
    package var product: ProductID? {
        if case .product(let id, _, _) = self { id } else { nil }
    }
}

extension CacheScope {
    /// The tags that it touches one by one.
    var tags: [Tag] {
        guard case .product(let id, let categories, let brand) = self else { return [] }
        let lists = [.all] + categories.map(Tag.Scope.category) + (brand.map { [.brand($0)] } ?? [])
        // Each list of products has the membership of its scope among its tags, whatever else it depends on.
        return [Tag(.content, .product(id)), Tag(.stock, .product(id))] + lists.map { Tag(.membership, $0) }
    }

    /// The families of tags that it touches.
    var families: [Tag.Family] {
        switch self {
        case .everything, .product: []
        case .products:
            [
                Tag.Family(.content, .product(ProductID(0))), Tag.Family(.stock, .product(ProductID(0))),
                Tag.Family(.membership, .all), Tag.Family(.membership, .category(CategoryID(0))),
                Tag.Family(.membership, .brand(BrandID(0))),
            ]
        case .categories:
            [Tag.Family(.content, .category(CategoryID(0))), Tag.Family(.content, .categories)]
        }
    }
}
