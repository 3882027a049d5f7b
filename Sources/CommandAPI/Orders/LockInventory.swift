import Domain
import Postgres

/// The order of locks, which keeps transactions from waiting for each other in a circle: the cart, then the order, then
/// `categories` where rows of it are referred to, then `inventory` rows by ascending product id, then everything else
/// (`products` among it).
extension Transaction {
    /// Keeps every category where it is until the transaction ends: a move waits (see `ChangeCategory`). Whoever puts
    /// products into categories does this, or locks the category (`Reference.find`), before they lock a product.
    func keepCategoriesInPlace() async throws { try await execute("LOCK TABLE categories IN ROW SHARE MODE") }

    /// Locks the stock of products until the transaction ends, before a statement that changes it: that statement then
    /// sees what was committed before.
    /// - Returns: how many of them there are.
    @discardableResult
    func lockInventory(of products: [ProductID]) async throws -> Int {
        let lock: Statement = """
            SELECT product_id
            FROM inventory
            WHERE product_id = ANY(\(products))
            ORDER BY product_id
            FOR UPDATE
            """
        return try await query(lock.prepared("lock_inventory"), as: ProductID.self).count
    }
}
