import Domain
import Events
import Postgres

/// What is sold of one product, at the price of this moment.
struct OrderLine: RowDecodable {
    let item: CartItemID
    let name: String
    let sku: String?
    let price: Money
    let quantity: Int
    /// Whether the price is another one than when the product was put into the cart.
    let priceChanged: Bool
    let movement: StockMovement

    init(from row: inout Row) throws {
        item = try row.next()
        name = try row.next()
        sku = try row.next()
        price = Money(minorUnits: try row.next())
        quantity = try row.next()
        priceChanged = try row.next()
        movement = try StockMovement(from: &row)
    }
}

/// An order whose stock is taken, about to be written.
struct NewOrder: Sendable {
    let user: UserID
    let lines: [OrderLine]
    let total: Money
    let currency: Currency
    let shippingAddress: String
    let phone: String
    let notes: String

    /// Writes the order with its lines and the first entry of its timeline, and empties the cart, in one statement.
    func insert(on transaction: Transaction) async throws -> OrderChange {
        let products = lines.map(\.movement.product)
        let names = lines.map(\.name)
        // Arrays are bound without NULLs; no SKU is empty.
        let skus = lines.map { $0.sku ?? "" }
        let prices = lines.map(\.price.minorUnits)
        let quantities = lines.map(\.quantity)
        let priceChanged = lines.map(\.priceChanged)
        let insert: Statement = """
            WITH next AS (
                SELECT nextval(pg_get_serial_sequence('orders', 'id')) AS id, now() AT TIME ZONE 'UTC' AS at
            ), placed AS (
                INSERT INTO orders (id, number, user_id, total, currency, shipping_address, phone, notes)
                OVERRIDING SYSTEM VALUE
                SELECT id, 'ORD-' || to_char(at, 'YYYYMMDD') || '-' || lpad(id::text, greatest(6, length(id::text)), '0'),
                    \(user), \(total.minorUnits), \(currency.code), \(shippingAddress), \(phone), \(notes)
                FROM next
                RETURNING id, number
            ), items AS (
                INSERT INTO order_items (order_id, product_id, name, sku, price, quantity, price_changed)
                SELECT placed.id, product_id, name, nullif(sku, ''), price, quantity, price_changed
                FROM placed
                CROSS JOIN unnest(\(products), \(names), \(skus), \(prices), \(quantities), \(priceChanged))
                    WITH ORDINALITY AS line (product_id, name, sku, price, quantity, price_changed, place)
                ORDER BY place
            ), timeline AS (
                INSERT INTO order_timeline (order_id, status) SELECT id, 'pending' FROM placed
            ), emptied AS (
                DELETE FROM cart_items WHERE user_id = \(user)
            ), touched AS (
                UPDATE carts SET updated_at = now() WHERE user_id = \(user)
            )
            SELECT id, number FROM placed
            """
        let (id, number) = try await transaction.one(
            insert.prepared("checkout_insert_order"), as: (OrderID, String).self)
        return OrderChange(
            id: id, number: number, user: user, status: .pending, previousStatus: nil, total: total,
            currency: currency.code)
    }
}
