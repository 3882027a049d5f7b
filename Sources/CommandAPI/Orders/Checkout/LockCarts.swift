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
        if !attempts.isEmpty { try transaction.send(IdempotentAttempt.taking(attempts)) }
        try transaction.send(Self.lockCarts(of: users))
        try transaction.send(Self.lockStock(of: users))
        var carts = [LockedCart?](repeating: nil, count: orders.count)
        for row in try await transaction.query(read, as: LockedCartRow.self) {
            if carts[row.place] == nil {
                carts[row.place] = row.cart
            } else {
                carts[row.place]?.lines += row.cart.lines
            }
        }
        return carts
    }

    private static func lockCarts(of users: [UserID]) -> Statement {
        let lock: Statement = "SELECT FROM carts WHERE user_id = ANY(\(users)) ORDER BY user_id FOR UPDATE"
        return lock.prepared("checkout_lock_carts")
    }

    private static func lockStock(of users: [UserID]) -> Statement {
        let lock: Statement = """
            SELECT
            FROM inventory
            WHERE product_id IN (SELECT product_id FROM cart_items WHERE user_id = ANY(\(users)))
            ORDER BY product_id
            FOR UPDATE
            """
        return lock.prepared("checkout_lock_stock")
    }

    /// A statement of its own, so that it sees prices and stocks as they are once the locks are held. An order gets its
    /// id here if it can be placed at all; so refusals of what is sold out use none up.
    private var read: Statement {
        let users = orders.map(\.user)
        let scopes = orders.map { $0.attempt?.scope ?? "" }
        let keys = orders.map { $0.attempt?.key ?? "" }
        let select: Statement = """
            WITH checkout AS MATERIALIZED (
                SELECT place, users.id AS user_id, address, phone,
                    key <> '' AND NOT EXISTS (
                        SELECT
                        FROM idempotency_keys taken
                        WHERE taken.scope = asked.scope AND taken.key = asked.key
                            AND taken.xmin = pg_current_xact_id()::xid
                    ) AS is_retry,
                    CASE WHEN (
                        SELECT bool_and(stock >= quantity)
                        FROM cart_items
                        JOIN inventory ON inventory.product_id = cart_items.product_id
                        WHERE user_id = users.id
                    ) THEN nextval(pg_get_serial_sequence('orders', 'id')) END AS order_id
                FROM unnest(\(users), \(scopes), \(keys)) WITH ORDINALITY AS asked (user_id, scope, key, place)
                JOIN users ON users.id = asked.user_id
            )
            SELECT place, is_retry, order_id,
                'ORD-' || to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD') || '-'
                    || lpad(order_id::text, greatest(6, length(order_id::text)), '0'),
                now(), address, phone,
                cart_items.id, products.id, products.name, products.sku, products.price, quantity,
                products.price <> cart_items.price, products.is_active, stock, inventory.version,
                coalesce(categories.path, '{}'), products.brand_id
            FROM checkout
            LEFT JOIN (
                cart_items
                JOIN inventory ON inventory.product_id = cart_items.product_id
                JOIN products ON products.id = cart_items.product_id
                LEFT JOIN categories ON categories.id = products.category_id
            ) ON cart_items.user_id = checkout.user_id
            ORDER BY place, cart_items.id
            """
        return select.prepared("checkout_read")
    }
}
