import Domain
import Postgres

/// Takes everything out of the cart; an empty one stays empty.
struct ClearCart: Sendable {
    let user: UserID

    func run(on transaction: Transaction) async throws {
        try await transaction.lockCart(of: user)
        let delete: Statement = "DELETE FROM cart_items WHERE user_id = \(user)"
        try await transaction.execute(delete.prepared("cart_clear"))
    }
}
