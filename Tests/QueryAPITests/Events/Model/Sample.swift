import Domain
import Events
import TestSupport

/// A shop of three products in two categories below one root, each of a brand of its own, and two customers.
enum Sample {
    static let products = (1...3).map { ProductID($0) }
    static let firstStock = ModelDatabase.Stock(amount: 5, version: 1)

    static func path(of product: ProductID) -> [CategoryID] { [CategoryID(9), CategoryID(product.rawValue % 2 + 1)] }

    static func brand(of product: ProductID) -> BrandID { BrandID(product.rawValue) }

    static func stock(
        _ product: ProductID, _ after: ModelDatabase.Stock, _ before: ModelDatabase.Stock
    ) -> Change {
        .stock(
            StockChange(
                id: product, stock: after.amount, version: after.version,
                crossedZero: (after.amount > 0) != (before.amount > 0), categories: path(of: product),
                brand: brand(of: product)))
    }

    /// Any change but one of a stock.
    static func change(using random: inout SeededGenerator) -> Change {
        let number = Int64.random(in: 1...3, using: &random)
        let product = ProductID(number)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return .brand(BrandID(number))
        case 1: return .order(order(of: UserID(number % 2 + 1)))
        case 2: return .sessionEnded(SessionID(number))
        case 3:
            return .category(CategoryChange(id: path(of: product)[1], path: path(of: product), movedProducts: true))
        default:
            let attributes: [Set<Tag.Attribute>] = [[.price], [.membership], [.name], [.price, .name], []]
            return .product(
                ProductChange(
                    kind: .changed, id: product, attributes: attributes[Int.random(in: 0..<5, using: &random)],
                    categories: path(of: product), brands: [brand(of: product)]))
        }
    }

    private static func order(of user: UserID) -> OrderChange {
        OrderChange(
            id: OrderID(1), number: "ORD-20260101-000001", user: user, status: .pending, previousStatus: nil,
            total: Money(minorUnits: 100), currency: "EUR")
    }

    /// The tags of the kinds of pages that query-api caches.
    static let pages: [[Tag]] = [
        [Tag(.membership, .all)],
        [Tag(.membership, .all), Tag(.price, .all)],
        [Tag(.membership, .all), Tag(.stock, .all)],
        [Tag(.membership, .all), Tag(.availability, .all)],
        [Tag(.membership, .category(CategoryID(9))), Tag(.name, .category(CategoryID(9)))],
        [Tag(.membership, .category(CategoryID(2))), Tag(.price, .category(CategoryID(2)))],
        [Tag(.membership, .brand(BrandID(3))), Tag(.price, .brand(BrandID(3)))],
        [Tag(.content, .brands), Tag(.membership, .all)],
        [Tag(.content, .orders(UserID(1)))],
    ]

    /// The tags of a product's fragment, but for its stock.
    static func content(of product: ProductID) -> [Tag] {
        [
            Tag(.content, .product(product)), Tag(.content, .brand(brand(of: product))),
            Tag(.content, .category(path(of: product)[1])),
        ]
    }

    static func stockTag(of product: ProductID) -> Tag { Tag(.stock, .product(product)) }
}
