import Domain

/// Something that happened, as it stands in the event log: written in the transaction that caused it, numbered later by
/// the publisher.
package struct Event: Sendable, Equatable {
    /// Its place in the log, from 1, without holes; the order in which readers apply events.
    package let position: Int64
    /// The id of the transaction that wrote it.
    package let transaction: Int64
    package let at: Timestamp
    /// The person it concerns, who is told.
    package let user: UserID?
    /// Whether admins are told.
    package let forAdmins: Bool
    package let change: Change
    /// The trace that caused it, as a W3C `traceparent`; nil when no request did.
    package let trace: String?

    package init(
        position: Int64, transaction: Int64, at: Timestamp, user: UserID?, forAdmins: Bool, change: Change,
        trace: String? = nil
    ) {
        self.position = position
        self.transaction = transaction
        self.at = at
        self.user = user
        self.forAdmins = forAdmins
        self.change = change
        self.trace = trace
    }
}

/// What happened. Carries ids and the small values that readers patch in without SQL; never secrets or personal data.
package enum Change: Sendable, Equatable {
    case product(ProductChange)
    case stock(StockChange)
    case lowStock(LowStock)
    case category(CategoryChange)
    case brand(BrandID)
    case order(OrderChange)
    /// A sign-in ended: its access tokens and sockets end too.
    case sessionEnded(SessionID)
    /// An operator had everything of this kind dropped that is cached, whatever the log says of it.
    case cacheDropped(CacheScope)
}

/// A product was created, changed (but for its stock), or deleted.
package struct ProductChange: Sendable, Equatable {
    /// What happened to it.
    package enum Kind: String, Sendable { case created, changed, deleted }

    package let kind: Kind
    package let id: ProductID
    /// Of `membership`, `price` and `name`, those that changed; `content` always did.
    package let attributes: Set<Tag.Attribute>
    /// The product's category and all its ancestors, before and after.
    package let categories: [CategoryID]
    /// Its brand, before and after.
    package let brands: [BrandID]

    package init(
        kind: Kind, id: ProductID, attributes: Set<Tag.Attribute>, categories: [CategoryID], brands: [BrandID]
    ) {
        self.kind = kind
        self.id = id
        self.attributes = attributes
        self.categories = categories
        self.brands = brands
    }
}

/// The stock of a product changed.
package struct StockChange: Sendable, Equatable {
    package let id: ProductID
    /// The new stock.
    package let stock: Int
    /// `inventory.version` after the change; one more than before it, so that a reader knows whether it may patch.
    package let version: Int64
    /// Whether the stock crossed 0 ↔ more.
    package let crossedZero: Bool
    /// The product's category and all its ancestors.
    package let categories: [CategoryID]
    package let brand: BrandID?

    package init(
        id: ProductID, stock: Int, version: Int64, crossedZero: Bool, categories: [CategoryID], brand: BrandID?
    ) {
        self.id = id
        self.stock = stock
        self.version = version
        self.crossedZero = crossedZero
        self.categories = categories
        self.brand = brand
    }
}

/// A sale brought a product down to the low-stock mark or under it; for admins.
package struct LowStock: Sendable, Equatable {
    package let id: ProductID
    package let stock: Int

    package init(id: ProductID, stock: Int) {
        self.id = id
        self.stock = stock
    }
}

/// A category was created, changed, moved or deleted.
package struct CategoryChange: Sendable, Equatable {
    package let id: CategoryID
    /// The category and all its ancestors, before and after.
    package let path: [CategoryID]
    /// Whether the set of products below one of `path` may have changed (moved, (de)activated).
    package let movedProducts: Bool

    package init(id: CategoryID, path: [CategoryID], movedProducts: Bool) {
        self.id = id
        self.path = path
        self.movedProducts = movedProducts
    }
}

/// An order was placed, or its status changed.
package struct OrderChange: Sendable, Equatable {
    package let id: OrderID
    package let number: String
    package let user: UserID
    package let status: OrderStatus
    /// Nil for a new order.
    package let previousStatus: OrderStatus?
    package let total: Money
    package let currency: String

    package init(
        id: OrderID, number: String, user: UserID, status: OrderStatus, previousStatus: OrderStatus?, total: Money,
        currency: String
    ) {
        self.id = id
        self.number = number
        self.user = user
        self.status = status
        self.previousStatus = previousStatus
        self.total = total
        self.currency = currency
    }
}
