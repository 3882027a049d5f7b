import Domain
import Postgres
import WebAPI

/// Sets how many of a product a line of the cart holds.
struct ChangeCartItem: Sendable {
    let user: UserID
    let item: CartItemID
    /// At least 1.
    let quantity: Int

    enum Refused: Refusal {
        /// No line of this person's cart.
        case noSuchItem
        case insufficientStock(StockShortage)
    }

    func run(on transaction: Transaction) async throws {
        try await transaction.lockCart(of: user)
        let update: Statement = """
            UPDATE cart_items
            SET quantity = \(quantity)
            FROM products
            JOIN inventory ON inventory.product_id = products.id
            WHERE cart_items.id = \(item) AND cart_items.user_id = \(user) AND products.id = cart_items.product_id
                AND products.is_active AND stock >= \(quantity)
            """
        guard try await transaction.execute(update.prepared("cart_change")) == 0 else { return }
        throw try await refusal(on: transaction)
    }

    private func refusal(on transaction: Transaction) async throws -> Refused {
        let select: Statement = """
            SELECT products.id, name, CASE WHEN is_active THEN stock ELSE 0 END
            FROM cart_items
            JOIN products ON products.id = cart_items.product_id
            JOIN inventory ON inventory.product_id = products.id
            WHERE cart_items.id = \(item) AND cart_items.user_id = \(user)
            """
        guard
            let (product, name, available) = try await transaction.first(
                select.prepared("cart_change_refused"), as: (ProductID, String, Int).self)
        else { return .noSuchItem }
        return .insufficientStock(
            StockShortage(product: product, name: name, requested: quantity, available: available))
    }
}

extension ChangeCartItem.Refused {
    var problem: Problem {
        switch self {
        case .noSuchItem: Problem(.notFound)
        case .insufficientStock(let shortage): [shortage].problem
        }
    }
}
