import Domain
import JSON
import Postgres

/// A customer's cart at today's prices and stock, as both daemons answer it.
package struct CartRecord: Sendable {
    package let items: [CartItemRecord]
    /// Nil for a cart that was never filled.
    package let updatedAt: Timestamp?

    /// Loads the cart of a user; an empty one for who has none.
    package static func load(user: UserID, on runner: some QueryRunner) async throws -> CartRecord {
        let statement: Statement = """
            SELECT carts.updated_at, item.id, p.id, p.name, p.slug, p.price, i.stock,
                   coalesce(p.images#>>'{0,sizes,0,url}', p.images#>>'{0,url}'), p.is_active, item.quantity
            FROM carts
            LEFT JOIN (cart_items item JOIN products p ON p.id = item.product_id
                       JOIN inventory i ON i.product_id = p.id) ON item.user_id = carts.user_id
            WHERE carts.user_id = \(user)
            ORDER BY item.id
            """
        let rows = try await runner.query(statement.prepared("cart_of_user"), as: CartRow.self)
        return CartRecord(items: rows.compactMap(\.item), updatedAt: rows.first?.updatedAt)
    }

    /// The sum of the lines. It cannot overflow: see `Money.maximumPrice`.
    package var total: Money { items.reduce(.zero) { $0.adding($1.subtotal) ?? $0 } }

    package func json(currency: Currency) -> [UInt8] {
        var json = JSONWriter(reserving: 128 + items.count * 256)
        write(to: &json, currency: currency)
        return json.bytes
    }

    package func write(to json: inout JSONWriter, currency: Currency) {
        json.object { json in
            json.member("items") { json in
                json.array { json in
                    for item in items { item.write(to: &json, currency: currency) }
                }
            }
            json.member("total_items", items.reduce(0) { $0 + $1.quantity })
            json.member("total", total.text(in: currency))
            json.member("currency", currency.code)
            json.member("updated_at", updatedAt?.description)
        }
    }
}

/// One line of a cart.
package struct CartItemRecord: Sendable {
    package let id: CartItemID
    package let product: ProductID
    package let name: String
    package let slug: String
    package let price: Money
    package let stock: Int
    /// The URL of the first image's smallest size.
    package let image: String?
    package let isActive: Bool
    package let quantity: Int

    package var subtotal: Money { price.times(quantity) ?? .zero }

    /// Whether it could be ordered now.
    package var isAvailable: Bool { isActive && stock >= quantity }

    fileprivate func write(to json: inout JSONWriter, currency: Currency) {
        json.object { json in
            json.member("id", id)
            json.member("product") { json in
                json.object { json in
                    json.member("id", product)
                    json.member("name", name)
                    json.member("slug", slug)
                    json.member("price", price.text(in: currency))
                    json.member("stock", stock)
                    json.member("image", image)
                }
            }
            json.member("quantity", quantity)
            json.member("subtotal", subtotal.text(in: currency))
            json.member("available", isAvailable)
        }
    }
}

/// A cart's row joined with one of its lines, or with none.
private struct CartRow: RowDecodable {
    let updatedAt: Timestamp
    let item: CartItemRecord?

    init(from row: inout Row) throws(PostgresError) {
        updatedAt = try row.next()
        guard let id = try row.next(CartItemID?.self) else {
            item = nil
            row.skipRest()
            return
        }
        item = CartItemRecord(
            id: id, product: try row.next(), name: try row.next(), slug: try row.next(),
            price: Money(minorUnits: try row.next()), stock: try row.next(), image: try row.next(),
            isActive: try row.next(), quantity: try row.next())
    }
}
