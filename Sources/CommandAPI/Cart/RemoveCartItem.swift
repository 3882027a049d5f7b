import Domain
import Postgres
import WebAPI

/// Takes a line out of the cart.
struct RemoveCartItem: Sendable {
    let user: UserID
    let item: CartItemID

    enum Refused: Refusal {
        /// No line of this person's cart.
        case noSuchItem
    }

    func run(on transaction: Transaction) async throws {
        try await transaction.lockCart(of: user)
        let delete: Statement = "DELETE FROM cart_items WHERE id = \(item) AND user_id = \(user)"
        guard try await transaction.execute(delete.prepared("cart_remove")) == 1 else { throw Refused.noSuchItem }
    }
}

extension RemoveCartItem.Refused {
    var problem: Problem {
        switch self {
        case .noSuchItem: Problem(.notFound)
        }
    }
}
