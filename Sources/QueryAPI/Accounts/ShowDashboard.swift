import Domain
import JSON
import Postgres
import ReadModels
import WebAPI

/// A person's own shop at a glance: their orders in sum, the latest of them, cart and notifications. Read from PostgreSQL
/// each time, the sums from an index alone.
struct ShowDashboard: Sendable {
    let limiter: ReadLimiter
    let currency: Currency
    let user: UserID
    let role: Role

    private static let recentOrders = 5

    func json() async throws -> [UInt8] {
        try await limiter.read { database in
            let sums = try await database.one(sums, as: Sums.self)
            let recent: Statement = """
                SELECT \(OrderRecord.columns) FROM orders o WHERE o.user_id = \(user)
                ORDER BY o.created_at DESC, o.id DESC LIMIT \(Self.recentOrders)
                """
            let orders = try await database.query(recent.prepared("dashboard_recent"), as: OrderRecord.self)
            return json(sums, orders)
        }
    }

    /// Sums stop at what 64 bits hold.
    private var sums: Statement {
        let log = NotificationLog(user: user, role: role)
        return """
            SELECT counts.pending, counts.shipped, counts.delivered, counts.cancelled, counts.spent,
                   cart.pieces, cart.total, (\(log.unread))
            FROM (SELECT count(*) FILTER (WHERE status = 'pending') AS pending,
                         count(*) FILTER (WHERE status = 'shipped') AS shipped,
                         count(*) FILTER (WHERE status = 'delivered') AS delivered,
                         count(*) FILTER (WHERE status = 'cancelled') AS cancelled,
                         least(coalesce(sum(total) FILTER (WHERE status <> 'cancelled' AND currency = \(currency.code)), 0),
                               9223372036854775807)::bigint AS spent
                  FROM orders WHERE user_id = \(user)) AS counts,
                 (SELECT coalesce(sum(quantity), 0)::bigint AS pieces,
                         coalesce(sum(quantity * price), 0)::bigint AS total
                  FROM (SELECT item.quantity, products.price
                        FROM cart_items item JOIN products ON products.id = item.product_id
                        WHERE item.user_id = \(user)) AS lines) AS cart
            """
    }

    private struct Sums: RowDecodable {
        let byStatus: [(status: OrderStatus, count: Int)]
        let spent: Money
        let pieces: Int
        let cart: Money
        let unread: Int

        init(from row: inout Row) throws(PostgresError) {
            byStatus = [
                (.pending, try row.next()), (.shipped, try row.next()), (.delivered, try row.next()),
                (.cancelled, try row.next()),
            ]
            spent = Money(minorUnits: try row.next())
            pieces = try row.next()
            cart = Money(minorUnits: try row.next())
            unread = try row.next()
        }
    }

    private func json(_ sums: Sums, _ orders: [OrderRecord]) -> [UInt8] {
        var json = JSONWriter(reserving: 512 + orders.count * 768)
        json.object { json in
            json.member("total_orders", sums.byStatus.reduce(0) { $0 + $1.count })
            json.member("orders_by_status") { json in
                json.object { json in
                    for (status, count) in sums.byStatus { json.member(dynamic: status.rawValue, count) }
                }
            }
            json.member("total_spent", sums.spent.text(in: currency))
            json.member("currency", currency.code)
            json.member("recent_orders", orders)
            json.member("cart") { json in
                json.object { json in
                    json.member("total_items", sums.pieces)
                    json.member("total", sums.cart.text(in: currency))
                }
            }
            json.member("unread_notifications", sums.unread)
        }
        return json.bytes
    }
}
