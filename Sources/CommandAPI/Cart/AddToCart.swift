import Domain
import Postgres
import WebAPI

/// Puts a product into the cart, or more of it when it is there already.
struct AddToCart: Sendable {
    let user: UserID
    let product: ProductID
    /// At least 1.
    let quantity: Int

    struct Outcome: Sendable {
        let item: CartItemID
        let isNew: Bool
    }

    enum Refused: Refusal {
        /// Unknown, or not for sale.
        case noSuchProduct
        case insufficientStock(StockShortage)
        /// The cart has as many lines as one may have.
        case cartFull
        /// The line would hold more than one may.
        case quantityTooLarge
    }

    func run(on transaction: Transaction) async throws -> Outcome {
        try await transaction.lockCart(of: user)
        let place = try await place(on: transaction)
        let total = place.inCart + quantity
        if place.inCart == 0, place.lines >= Limits.cartItems { throw Refused.cartFull }
        guard total <= Limits.quantity else { throw Refused.quantityTooLarge }
        guard total <= place.stock else {
            throw Refused.insufficientStock(
                StockShortage(product: product, name: place.name, requested: total, available: place.stock))
        }
        return Outcome(item: try await put(at: place.price, on: transaction), isNew: place.inCart == 0)
    }

    private func place(on transaction: Transaction) async throws -> Place {
        let select: Statement = """
            SELECT products.name, price, stock,
                coalesce((SELECT quantity FROM cart_items WHERE user_id = \(user) AND product_id = \(product)), 0),
                (SELECT count(*) FROM cart_items WHERE user_id = \(user))
            FROM products
            JOIN inventory ON inventory.product_id = products.id
            WHERE products.id = \(product) AND is_active
            """
        guard let place = try await transaction.first(select.prepared("cart_place"), as: Place.self) else {
            throw Refused.noSuchProduct
        }
        return place
    }

    /// The line keeps the latest price that the person saw when adding.
    private func put(at price: Money, on transaction: Transaction) async throws -> CartItemID {
        let upsert: Statement = """
            INSERT INTO cart_items (user_id, product_id, quantity, price)
            VALUES (\(user), \(product), \(quantity), \(price.minorUnits))
            ON CONFLICT ON CONSTRAINT cart_items_product_once DO UPDATE
            SET quantity = cart_items.quantity + excluded.quantity, price = excluded.price
            RETURNING id
            """
        do {
            return try await transaction.one(upsert.prepared("cart_put"), as: CartItemID.self)
        } catch let error as PostgresError where error.violatedConstraint == "cart_items_product_id_fkey" {
            // Deleted since it was looked at.
            throw Refused.noSuchProduct
        }
    }
}

/// What there is to know before a product goes into a cart.
private struct Place: RowDecodable {
    let name: String
    let price: Money
    let stock: Int
    /// How many of it the cart holds; 0 for no line.
    let inCart: Int
    /// How many lines the cart has.
    let lines: Int

    init(from row: inout Row) throws {
        name = try row.next()
        price = Money(minorUnits: try row.next())
        stock = try row.next()
        inCart = try row.next()
        lines = try row.next()
    }
}

extension AddToCart.Refused {
    var problem: Problem {
        switch self {
        case .noSuchProduct: Problem(.notFound, detail: "There is no such product.")
        case .insufficientStock(let shortage): [shortage].problem
        case .cartFull: .invalid("product_id", "is one too many: a cart has at most \(Limits.cartItems) lines")
        case .quantityTooLarge: .invalid("quantity", "would be more than \(Limits.quantity) in the cart")
        }
    }
}
