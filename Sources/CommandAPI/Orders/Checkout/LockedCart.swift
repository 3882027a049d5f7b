import Domain
import Postgres

/// A cart that is about to be checked out, with its products' stock, all of it locked until the transaction ends.
struct LockedCart: Sendable {
    /// What its order is going to be called; nil when there is not even enough in stock for this cart alone.
    let identity: OrderIdentity?
    /// Whether the order's `Idempotency-Key` was taken before.
    let isRetry: Bool
    let address: String
    let phone: String
    /// In the order in which they were put in.
    var lines: [CartLine] = []
}

/// What tells an order from others.
struct OrderIdentity: Sendable, Equatable {
    let id: OrderID
    let number: String
    /// The time of its transaction.
    let placedAt: Timestamp
}

/// A line of a cart, with what is sold there as it is at this moment.
struct CartLine: Sendable, Equatable {
    let item: CartItemID
    let product: ProductID
    let name: String
    let sku: String?
    let price: Money
    let quantity: Int
    /// Whether the price is another one than when the product was put into the cart.
    let priceChanged: Bool
    /// Whether it is for sale.
    let isActive: Bool
    let stock: Int
    /// `inventory.version`.
    let version: Int64
    /// The product's category and all its ancestors.
    let categories: [CategoryID]
    let brand: BrandID?
}

/// One row for each line of each cart; a cart without lines has one row without a line.
struct LockedCartRow: RowDecodable {
    /// Of the order among the batch's, from 0.
    let place: Int
    let identity: OrderIdentity?
    let address: String
    let phone: String
    /// None or one.
    let line: [CartLine]

    init(from row: inout Row) throws {
        place = try row.next(Int.self) - 1
        let (id, number) = (try row.next(OrderID?.self), try row.next(String?.self))
        let placedAt = try row.next(Timestamp.self)
        identity = id.flatMap { id in number.map { OrderIdentity(id: id, number: $0, placedAt: placedAt) } }
        address = try row.next()
        phone = try row.next()
        if let item = try row.next(CartItemID?.self) {
            line = [try CartLine(item: item, from: &row)]
        } else {
            line = []
            row.skipRest()
        }
    }

    /// The cart, without lines.
    func cart(isRetry: Bool) -> LockedCart {
        LockedCart(identity: identity, isRetry: isRetry, address: address, phone: phone)
    }
}

extension CartLine {
    fileprivate init(item: CartItemID, from row: inout Row) throws {
        self.item = item
        product = try row.next()
        name = try row.next()
        sku = try row.next()
        price = Money(minorUnits: try row.next())
        quantity = try row.next()
        priceChanged = try row.next()
        isActive = try row.next()
        stock = try row.next()
        version = try row.next()
        categories = try row.next()
        brand = try row.next()
    }
}
