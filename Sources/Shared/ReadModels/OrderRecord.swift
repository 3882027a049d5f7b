import Domain
import JSON
import Postgres

/// An order with its lines and its timeline, as both daemons answer it. Lines are what was sold, at the price it was
/// sold at.
package struct OrderRecord: RowDecodable {
    package let id: OrderID
    package let number: String
    package let user: UserID
    package let status: OrderStatus
    package let total: Money
    package let currency: String
    package let shippingAddress: String
    package let phone: String
    package let notes: String
    package let version: Int64
    package let createdAt: Timestamp
    package let updatedAt: Timestamp
    package let items: [OrderItemRecord]
    package let timeline: [TimelineEntry]

    /// The columns that `init(from:)` reads, in its order, of `orders o`: one statement, so that the order, its lines and
    /// its timeline are of one moment.
    package static let columns: Statement = """
        o.id, o.number, o.user_id, o.status, o.total, o.currency, o.shipping_address, o.phone, o.notes, o.version,
        o.created_at, o.updated_at,
        (SELECT coalesce(json_agg(json_build_array(item.product_id, item.name, item.sku, item.price, item.quantity,
                                                   item.price_changed) ORDER BY item.id), '[]')
         FROM order_items item WHERE item.order_id = o.id),
        (SELECT coalesce(json_agg(json_build_array(entry.status, (extract(epoch FROM entry.at) * 1000000)::bigint,
                                                   entry.note) ORDER BY entry.id), '[]')
         FROM order_timeline entry WHERE entry.order_id = o.id)
        """

    package static func select(id: OrderID) -> Statement {
        let statement: Statement = "SELECT " + columns + " FROM orders o WHERE o.id = \(id)"
        return statement.pointRead("order_by_id")
    }

    /// An order as its rows are when it has just been placed, by whoever has written them: so nobody reads them back.
    package init(
        placed id: OrderID, number: String, user: UserID, at time: Timestamp, items: [OrderItemRecord], total: Money,
        currency: String, shippingAddress: String, phone: String, notes: String
    ) {
        self.id = id
        self.number = number
        self.user = user
        status = .pending
        self.total = total
        self.currency = currency
        self.shippingAddress = shippingAddress
        self.phone = phone
        self.notes = notes
        version = 1
        createdAt = time
        updatedAt = time
        self.items = items
        timeline = [TimelineEntry(status: OrderStatus.pending.rawValue, at: time, note: "")]
    }

    package init(from row: inout Row) throws(PostgresError) {
        id = try row.next()
        number = try row.next()
        user = try row.next()
        status = try row.nextEnumeration()
        total = Money(minorUnits: try row.next())
        currency = try row.next()
        shippingAddress = try row.next()
        phone = try row.next()
        notes = try row.next()
        version = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
        items = try row.nextJSONArray { OrderItemRecord(columns: $0) }
        timeline = try row.nextJSONArray { TimelineEntry(columns: $0) }
    }

    /// The order's JSON object, in the currency that it was placed in: its code and
    /// digits.
    package var json: [UInt8] {
        var json = JSONWriter(reserving: 512 + items.count * 160)
        write(to: &json)
        return json.bytes
    }
}

extension OrderRecord: JSONWritable {
    package func write(to json: inout JSONWriter) { write(to: &json, customer: nil) }

    /// As the admin sees it: with whose it is (`customer`).
    package func write(to json: inout JSONWriter, customer: (id: UserID, email: String, name: String)?) {
        json.object { json in
            json.member("id", id)
            json.member("number", number)
            json.member("status", status)
            if let customer {
                json.member("customer") { json in
                    json.object { json in
                        json.member("id", customer.id)
                        json.member("email", customer.email)
                        json.member("name", customer.name)
                    }
                }
            }
            json.member("items") { json in
                json.array { json in
                    for item in items { item.write(to: &json, amount: text) }
                }
            }
            json.member("total", text(total))
            json.member("currency", currency)
            json.member("shipping_address", shippingAddress)
            json.member("phone", phone)
            json.member("notes", notes)
            json.member("timeline", timeline)
            json.member("created_at", createdAt.description)
            json.member("updated_at", updatedAt.description)
        }
    }

    private func text(_ amount: Money) -> String {
        Currency(code: currency).map { amount.text(in: $0) } ?? String(amount.minorUnits)
    }
}
