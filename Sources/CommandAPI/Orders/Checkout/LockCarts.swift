import Domain
import Postgres

/// The first half of a checkout of several people's carts: takes their keys, locks, and reads. One round trip.
///
/// Every lock is taken in the order of a key, over the whole batch (see `LockInventory.swift`): so neither batches of
/// several processes, nor carts with the same products, wait for each other in a circle.
struct LockCarts: Sendable {
    /// Of different people.
    let orders: [PlaceOrder]

    /// - Returns: a cart for each order; nil for a person who is gone.
    func run(on transaction: Transaction) async throws -> [LockedCart?] {
        let users = orders.map(\.user)
        let attempts = orders.compactMap(\.attempt)
        try transaction.send(Self.planOnce)
        let taken = attempts.isEmpty ? nil : try transaction.send(IdempotentAttempt.taking(attempts), as: String.self)
        try transaction.send(Self.lockCarts(of: users))
        try transaction.send(Self.lockStock(of: users))
        let rows = try await transaction.query(read, as: LockedCartRow.self)
        let fresh = Set(try await taken?.value() ?? [])
        var carts = [LockedCart?](repeating: nil, count: orders.count)
        for row in rows {
            let isRetry = orders[row.place].attempt.map { !fresh.contains($0.scope) } ?? false
            var cart = carts[row.place] ?? row.cart(isRetry: isRetry)
            cart.lines += row.line
            carts[row.place] = cart
        }
        return carts
    }

    /// Binds are arrays, whose length the planner would look at anew each time, for longer than the statements take.
    private static let planOnce: Statement = "SET LOCAL plan_cache_mode = force_generic_plan"

    private static func lockCarts(of users: [UserID]) -> Statement {
        let lock: Statement = "SELECT FROM carts WHERE user_id = ANY(\(users)) ORDER BY user_id FOR UPDATE"
        return lock.prepared("checkout_lock_carts")
    }

    private static func lockStock(of users: [UserID]) -> Statement {
        let lock: Statement = """
            SELECT
            FROM inventory
            WHERE product_id = ANY(ARRAY(SELECT product_id FROM cart_items WHERE user_id = ANY(\(users))))
            ORDER BY product_id
            FOR UPDATE
            """
        return lock.prepared("checkout_lock_stock")
    }

    /// A statement of its own, so that it sees prices and stocks as they are once the locks are held. An order gets its
    /// id here if it can be placed at all; so refusals of what is sold out use none up.
    private var read: Statement {
        let users = orders.map(\.user)
        let select: Statement = """
            WITH line AS MATERIALIZED (
                SELECT place, address, phone, cart_items.id AS item, products.id AS product, products.name, sku,
                    products.price, quantity, products.price <> cart_items.price AS price_changed,
                    products.is_active, stock, inventory.version, category_id, brand_id
                FROM unnest(\(users)) WITH ORDINALITY AS asked (user_id, place)
                JOIN users ON users.id = asked.user_id
                LEFT JOIN (
                    cart_items
                    JOIN inventory ON inventory.product_id = cart_items.product_id
                    JOIN products ON products.id = cart_items.product_id
                ) ON cart_items.user_id = users.id
            ), checkout AS MATERIALIZED (
                SELECT place AS cart, CASE WHEN bool_and(stock >= quantity)
                    THEN nextval(pg_get_serial_sequence('orders', 'id')) END AS order_id
                FROM line
                GROUP BY place
            )
            SELECT place, order_id,
                'ORD-' || to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD') || '-'
                    || lpad(order_id::text, greatest(6, length(order_id::text)), '0'),
                now(), address, phone, item, product, name, sku, price, quantity, price_changed, is_active, stock,
                version, coalesce((SELECT path FROM categories WHERE id = category_id), '{}'), brand_id
            FROM line
            JOIN checkout ON cart = place
            ORDER BY place, item
            """
        return select.prepared("checkout_read")
    }
}
