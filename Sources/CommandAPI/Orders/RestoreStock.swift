import Domain
import Postgres

/// Puts what an order took back into the stock. Only for a transaction that has just cancelled that order by a guarded
/// update: so it happens once.
struct RestoreStock: Sendable {
    let order: OrderID
    /// At this stock and below, admins are told.
    let lowStock: Int

    /// - Returns: the events to record.
    func run(on transaction: Transaction) async throws -> [RecordedChange] {
        let items: Statement = "SELECT DISTINCT product_id FROM order_items WHERE order_id = \(order)"
        let products = try await transaction.query(items.prepared("restore_products"), as: ProductID.self)
        try await transaction.lockInventory(of: products)
        let update: Statement = """
            UPDATE inventory
            SET stock = stock + returned.quantity, version = inventory.version + 1
            FROM (SELECT product_id, sum(quantity)::integer AS quantity
                  FROM order_items
                  WHERE order_id = \(order)
                  GROUP BY product_id) AS returned
            JOIN products ON products.id = returned.product_id
            LEFT JOIN categories ON categories.id = products.category_id
            WHERE inventory.product_id = returned.product_id
            RETURNING inventory.product_id, stock, inventory.version, returned.quantity,
                coalesce(categories.path, '{}'), products.brand_id
            """
        return try await transaction.query(update.prepared("restore_stock"), as: StockMovement.self)
            .flatMap { $0.events(lowStock: lowStock) }
    }
}
