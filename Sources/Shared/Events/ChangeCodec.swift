import Domain
import JSON

/// An event's payload that this version cannot read.
package struct UnreadableEvent: Error, CustomStringConvertible {
    package let kind: String

    package init(kind: String) { self.kind = kind }

    package var description: String { "an event of kind '\(kind)' has a payload that cannot be read" }
}

extension Change {
    /// The payload as it stands in `events.payload` and in batch messages: one JSON object.
    package var payload: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            switch self {
            case .product(let change): change.write(to: &json)
            case .stock(let change): change.write(to: &json)
            case .lowStock(let change):
                json.member("id", change.id)
                json.member("stock", change.stock)
            case .category(let change):
                json.member("id", change.id)
                json.member("path", change.path.map(\.rawValue))
                json.member("moved_products", change.movedProducts)
            case .brand(let id): json.member("id", id)
            case .order(let change): change.write(to: &json)
            case .sessionEnded(let id): json.member("id", id)
            case .cacheDropped(let scope): scope.write(to: &json)
            }
        }
        return json.bytes
    }

    /// Reads a payload back. Throws `UnreadableEvent` for a kind or a payload that `payload` would not have written.
    package init(kind: String, payload: JSONValue) throws(UnreadableEvent) {
        let fields = PayloadFields(kind: kind, payload: payload)
        switch kind {
        case "product.created", "product.changed", "product.deleted": self = .product(try ProductChange(fields))
        case "stock.changed": self = .stock(try StockChange(fields))
        case "product.low_stock":
            self = .lowStock(LowStock(id: try fields.id("id"), stock: Int(try fields.integer("stock"))))
        case "category.changed":
            self = .category(
                CategoryChange(
                    id: try fields.id("id"), path: try fields.ids("path"),
                    movedProducts: try fields.bool("moved_products")))
        case "brand.changed": self = .brand(try fields.id("id"))
        case "order.placed", "order.status_changed", "order.cancelled": self = .order(try OrderChange(fields))
        case "session.ended": self = .sessionEnded(try fields.id("id"))
        case "cache.cleared", "cache.invalidated": self = .cacheDropped(try CacheScope(fields))
        default: throw UnreadableEvent(kind: kind)
        }
    }
}

extension ProductChange {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("id", id)
        json.member("attributes", attributes.map { Int64($0.rawValue) }.sorted())
        json.member("categories", categories.map(\.rawValue))
        json.member("brands", brands.map(\.rawValue))
    }

    fileprivate init(_ fields: PayloadFields) throws(UnreadableEvent) {
        var attributes: Set<Tag.Attribute> = []
        for number in try fields.integers("attributes") {
            guard let attribute = UInt8(exactly: number).flatMap(Tag.Attribute.init) else { throw fields.unreadable }
            attributes.insert(attribute)
        }
        guard let kind = Kind(rawValue: String(fields.kind.dropFirst("product.".count))) else {
            throw fields.unreadable
        }
        self.init(
            kind: kind, id: try fields.id("id"), attributes: attributes, categories: try fields.ids("categories"),
            brands: try fields.ids("brands"))
    }
}

extension StockChange {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("id", id)
        json.member("stock", stock)
        json.member("version", version)
        json.member("crossed_zero", crossedZero)
        json.member("categories", categories.map(\.rawValue))
        json.member("brand", brand)
    }

    fileprivate init(_ fields: PayloadFields) throws(UnreadableEvent) {
        self.init(
            id: try fields.id("id"), stock: Int(try fields.integer("stock")), version: try fields.integer("version"),
            crossedZero: try fields.bool("crossed_zero"), categories: try fields.ids("categories"),
            brand: fields.isNull("brand") ? nil : try fields.id("brand"))
    }
}

extension OrderChange {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("id", id)
        json.member("number", number)
        json.member("user", user)
        json.member("status", status)
        json.member("previous_status", previousStatus)
        json.member("total", total.minorUnits)
        json.member("currency", currency)
    }

    fileprivate init(_ fields: PayloadFields) throws(UnreadableEvent) {
        self.init(
            id: try fields.id("id"), number: try fields.text("number"), user: try fields.id("user"),
            status: try fields.status("status"),
            previousStatus: fields.isNull("previous_status") ? nil : try fields.status("previous_status"),
            total: Money(minorUnits: try fields.integer("total")), currency: try fields.text("currency"))
    }
}

extension CacheScope {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("scope", name)
        guard case .product(let id, let categories, let brand) = self else { return }
        json.member("id", id)
        json.member("categories", categories.map(\.rawValue))
        json.member("brand", brand)
    }

    fileprivate init(_ fields: PayloadFields) throws(UnreadableEvent) {
        switch try fields.text("scope") {
        case "all": self = .everything
        case "products": self = .products
        case "product":
            self = .product(
                try fields.id("id"), categories: try fields.ids("categories"),
                brand: fields.isNull("brand") ? nil : try fields.id("brand"))
        case "categories": self = .categories
        default: throw fields.unreadable
        }
    }
}

/// The members of a payload, each read as what it must be.
private struct PayloadFields {
    let kind: String
    let payload: JSONValue

    var unreadable: UnreadableEvent { UnreadableEvent(kind: kind) }

    func isNull(_ name: String) -> Bool { payload[name]?.isNull ?? true }

    func integer(_ name: String) throws(UnreadableEvent) -> Int64 {
        guard let value = payload[name]?.integerValue else { throw unreadable }
        return value
    }

    func text(_ name: String) throws(UnreadableEvent) -> String {
        guard let value = payload[name]?.stringValue else { throw unreadable }
        return value
    }

    func bool(_ name: String) throws(UnreadableEvent) -> Bool {
        guard let value = payload[name]?.boolValue else { throw unreadable }
        return value
    }

    func status(_ name: String) throws(UnreadableEvent) -> OrderStatus {
        guard let value = OrderStatus(rawValue: try text(name)) else { throw unreadable }
        return value
    }

    func id<Entity>(_ name: String) throws(UnreadableEvent) -> Identifier<Entity> { Identifier(try integer(name)) }

    func integers(_ name: String) throws(UnreadableEvent) -> [Int64] {
        guard let values = payload[name]?.arrayValue else { throw unreadable }
        var result: [Int64] = []
        for value in values {
            guard let integer = value.integerValue else { throw unreadable }
            result.append(integer)
        }
        return result
    }

    func ids<Entity>(_ name: String) throws(UnreadableEvent) -> [Identifier<Entity>] {
        try integers(name).map { Identifier($0) }
    }
}
