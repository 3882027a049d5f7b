import Domain
import Postgres

/// The second half of a checkout: everything that it changes, in one round trip together with COMMIT.
struct WriteOrders: Sendable {
    let orders: [NewOrder]
    let sales: [LockedStock.Sale]
    let currency: Currency

    func send(on transaction: Transaction) throws {
        try transaction.send(takeStock)
        try transaction.send(insert)
    }

    /// The locks have been held since the stock was read, so that there is enough. If there were not, the constraint
    /// `inventory_stock_not_negative` would refuse all of it.
    private var takeStock: Statement {
        let products = sales.map(\.product)
        let quantities = sales.map(\.quantity)
        let orders = sales.map(\.orders)
        let update: Statement = """
            UPDATE inventory
            SET stock = stock - sold.quantity::integer, version = version + sold.orders
            FROM unnest(\(products), \(quantities), \(orders)) AS sold (product_id, quantity, orders)
            WHERE inventory.product_id = sold.product_id
            """
        return update.prepared("checkout_take_stock")
    }

    /// The orders with their lines and the first entries of their timelines, and the emptied carts.
    private var insert: Statement {
        let users = orders.map(\.user)
        let insert: Statement = """
            WITH placed AS (
                INSERT INTO orders (id, number, user_id, total, currency, shipping_address, phone, notes)
                OVERRIDING SYSTEM VALUE
                SELECT id, number, user_id, total, \(currency.code), shipping_address, phone, notes
                FROM \(headers) AS header (id, number, user_id, total, shipping_address, phone, notes)
                RETURNING id
            ), items AS (
                INSERT INTO order_items (order_id, product_id, name, sku, price, quantity, price_changed)
                SELECT order_id, product_id, name, nullif(sku, ''), price, quantity, price_changed
                FROM \(lines) WITH ORDINALITY
                    AS line (order_id, product_id, name, sku, price, quantity, price_changed, place)
                ORDER BY place
            ), timeline AS (
                INSERT INTO order_timeline (order_id, status) SELECT id, 'pending' FROM placed
            ), emptied AS (
                DELETE FROM cart_items WHERE user_id = ANY(\(users))
            )
            UPDATE carts SET updated_at = now() WHERE user_id = ANY(\(users))
            """
        return insert.prepared("checkout_insert_orders")
    }

    private var headers: Statement {
        let ids = orders.map(\.identity.id)
        let numbers = orders.map(\.identity.number)
        let users = orders.map(\.user)
        let totals = orders.map(\.total.minorUnits)
        let addresses = orders.map(\.shippingAddress)
        let phones = orders.map(\.phone)
        let notes = orders.map(\.notes)
        return "unnest(\(ids), \(numbers), \(users), \(totals), \(addresses), \(phones), \(notes))"
    }

    private var lines: Statement {
        let ids = orders.flatMap { order in order.lines.map { _ in order.identity.id } }
        let lines = orders.flatMap(\.lines)
        let products = lines.map(\.product)
        let names = lines.map(\.name)
        // Arrays are bound without NULLs; no SKU is empty.
        let skus = lines.map { $0.sku ?? "" }
        let prices = lines.map(\.price.minorUnits)
        let quantities = lines.map(\.quantity)
        let priceChanged = lines.map(\.priceChanged)
        return "unnest(\(ids), \(products), \(names), \(skus), \(prices), \(quantities), \(priceChanged))"
    }
}
