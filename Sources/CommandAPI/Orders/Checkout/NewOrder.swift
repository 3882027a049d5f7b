import Domain
import Events
import ReadModels
import WebAPI

/// An order whose stock is taken, about to be written.
struct NewOrder: Sendable {
    let identity: OrderIdentity
    let user: UserID
    let lines: [CartLine]
    /// Of the lines, in their order.
    let movements: [StockMovement]
    let total: Money
    let currency: Currency
    let shippingAddress: String
    let phone: String
    let notes: String
    let trace: TraceContext?

    /// What the log says of it, in order.
    func changes(lowStock: Int) -> [RecordedChange] {
        let placed = OrderChange(
            id: identity.id, number: identity.number, user: user, status: .pending, previousStatus: nil, total: total,
            currency: currency.code)
        let told = RecordedChange(.order(placed), user: user, forAdmins: true)
        var changes = [told] + movements.flatMap { $0.events(lowStock: lowStock) }
        for index in changes.indices { changes[index].trace = trace }
        return changes
    }

    var answer: Answer { .created(record.json, at: "/api/orders/\(identity.id)/") }

    private var record: OrderRecord {
        OrderRecord(
            placed: identity.id, number: identity.number, user: user, at: identity.placedAt,
            items: lines.map { line in
                OrderItemRecord(
                    product: line.product, name: line.name, sku: line.sku, price: line.price, quantity: line.quantity,
                    priceChanged: line.priceChanged)
            },
            total: total, currency: currency.code, shippingAddress: shippingAddress, phone: phone, notes: notes)
    }
}
