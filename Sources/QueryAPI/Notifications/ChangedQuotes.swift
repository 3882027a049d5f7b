import Domain
import Events

/// The products whose price or stock some events may have changed.
enum ChangedQuotes: Sendable, Equatable {
    case of(Set<ProductID>)
    /// Rows were changed without an event, and somebody has said so.
    case all

    init(_ events: [Event]) {
        var products: Set<ProductID> = []
        for event in events {
            switch event.change {
            case .stock(let change): products.insert(change.id)
            case .product(let change):
                let isPublicElsewise = change.kind == .deleted || change.attributes.contains(.membership)
                if isPublicElsewise || change.attributes.contains(.price) { products.insert(change.id) }
            case .cacheDropped(let scope):
                guard let product = scope.product else {
                    self = .all
                    return
                }
                products.insert(product)
            case .lowStock, .category, .brand, .order, .sessionEnded: break
            }
        }
        self = .of(products)
    }
}
