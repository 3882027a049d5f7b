import Domain

extension Change {
    /// The tags that this change touches: every cached entry that carries one of them, read before the event's position,
    /// is no longer valid.
    package var tags: [Tag] {
        switch self {
        case .product(let change): change.tags
        case .stock(let change): change.tags
        case .category(let change): change.tags
        case .brand(let id): [Tag(.content, .brand(id)), Tag(.content, .brands)]
        case .order(let change): [Tag(.content, .orders(change.user))]
        case .cacheDropped(let scope): scope.tags
        case .lowStock, .sessionEnded: []
        }
    }

    /// The whole families of tags that this change touches.
    package var families: [Tag.Family] {
        if case .cacheDropped(let scope) = self { scope.families } else { [] }
    }

    /// Whether it touches every tag there is.
    package var touchesEverything: Bool { self == .cacheDropped(.everything) }

    /// The kinds of changes that people are told of, by sockets and in their notifications.
    package static let toldKinds = ["order.placed", "order.status_changed", "order.cancelled", "product.low_stock"]

    /// The name by which the log and the sockets call it.
    package var kind: String {
        switch self {
        case .product(let change): "product.\(change.kind.rawValue)"
        case .stock: "stock.changed"
        case .lowStock: "product.low_stock"
        case .category: "category.changed"
        case .brand: "brand.changed"
        case .order(let change):
            if change.previousStatus == nil {
                "order.placed"
            } else {
                change.status == .cancelled ? "order.cancelled" : "order.status_changed"
            }
        case .sessionEnded: "session.ended"
        case .cacheDropped(.everything): "cache.cleared"
        case .cacheDropped: "cache.invalidated"
        }
    }
}

extension ProductChange {
    fileprivate var tags: [Tag] {
        let scopes = [.all] + categories.map(Tag.Scope.category) + brands.map(Tag.Scope.brand)
        let lists = attributes.flatMap { attribute in scopes.map { Tag(attribute, $0) } }
        return [Tag(.content, .product(id))] + lists
    }
}

extension StockChange {
    fileprivate var tags: [Tag] {
        let scopes = [.all] + categories.map(Tag.Scope.category) + (brand.map { [.brand($0)] } ?? [])
        let attributes: [Tag.Attribute] = crossedZero ? [.stock, .availability] : [.stock]
        return [Tag(.stock, .product(id))] + attributes.flatMap { attribute in scopes.map { Tag(attribute, $0) } }
    }
}

extension CategoryChange {
    fileprivate var tags: [Tag] {
        let shown = [Tag(.content, .category(id)), Tag(.content, .categories)]
        return movedProducts ? shown + path.map { Tag(.membership, .category($0)) } + [Tag(.membership, .all)] : shown
    }
}
