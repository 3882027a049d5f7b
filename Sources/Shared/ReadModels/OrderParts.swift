import Domain
import JSON
import Postgres

/// One line of an order.
package struct OrderItemRecord: Sendable {
    package let product: ProductID
    package let name: String
    package let sku: String?
    package let price: Money
    package let quantity: Int
    /// Whether the price had changed since the product was put in the cart.
    package let priceChanged: Bool

    package init(
        product: ProductID, name: String, sku: String?, price: Money, quantity: Int, priceChanged: Bool
    ) {
        self.product = product
        self.name = name
        self.sku = sku
        self.price = price
        self.quantity = quantity
        self.priceChanged = priceChanged
    }

    /// Reads `[product_id, name, sku, price, quantity, price_changed]`.
    init?(columns: [JSONValue]) {
        guard columns.count == 6, let product = columns[0].integerValue, let name = columns[1].stringValue,
            let price = columns[3].integerValue, let quantity = columns[4].integerValue,
            let priceChanged = columns[5].boolValue
        else { return nil }
        self.product = ProductID(product)
        self.name = name
        sku = columns[2].stringValue
        self.price = Money(minorUnits: price)
        self.quantity = Int(quantity)
        self.priceChanged = priceChanged
    }

    func write(to json: inout JSONWriter, amount: (Money) -> String) {
        json.object { json in
            json.member("product_id", product)
            json.member("name", name)
            json.member("sku", sku)
            json.member("price", amount(price))
            json.member("quantity", quantity)
            json.member("subtotal", amount(price.times(quantity) ?? .zero))
            if priceChanged { json.member("price_changed", true) }
        }
    }
}

/// When an order got a status, and what the admin noted.
package struct TimelineEntry: Sendable, JSONWritable {
    package let status: String
    package let at: Timestamp
    package let note: String

    init(status: String, at: Timestamp, note: String) {
        self.status = status
        self.at = at
        self.note = note
    }

    /// Reads `[status, microseconds since 1970, note]`.
    init?(columns: [JSONValue]) {
        guard columns.count == 3, let status = columns[0].stringValue, let at = columns[1].integerValue,
            let note = columns[2].stringValue
        else { return nil }
        self.status = status
        self.at = Timestamp(microseconds: at)
        self.note = note
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("status", status)
            json.member("at", at.description)
            json.member("note", note)
        }
    }
}

extension Row {
    /// Reads a JSON column that is an array of arrays, each made into a value. Throws `PostgresError.decoding` when one
    /// cannot be.
    mutating func nextJSONArray<Value>(_ make: ([JSONValue]) -> Value?) throws(PostgresError) -> [Value] {
        let bytes = try next(JSONBytes.self).bytes
        guard let rows = try? JSONParser.parse(bytes).arrayValue else {
            throw PostgresError.decoding(DecodingFailure(.value, expected: "\(Value.self)"))
        }
        var values: [Value] = []
        for row in rows {
            guard let columns = row.arrayValue, let value = make(columns) else {
                throw PostgresError.decoding(DecodingFailure(.value, expected: "\(Value.self)"))
            }
            values.append(value)
        }
        return values
    }
}
