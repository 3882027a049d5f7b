import Domain
import Postgres

extension Transaction {
    /// Locks the person's cart, which is made if it is not there, until the transaction ends. Whoever changes a cart or
    /// checks it out holds this lock, so all of that happens one after the other; it comes before every other lock.
    func lockCart(of user: UserID) async throws {
        let upsert: Statement = """
            INSERT INTO carts (user_id) VALUES (\(user))
            ON CONFLICT (user_id) DO UPDATE SET updated_at = now()
            """
        try await execute(upsert.prepared("lock_cart"))
    }
}
