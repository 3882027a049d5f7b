import Domain
import Events
import Postgres
import WebAPI

/// Takes an order to its next status, for an admin. Cancelling gives the stock back, once.
struct ChangeOrderStatus: Sendable {
    let order: OrderReference
    let status: OrderStatus
    /// For the timeline, which the customer sees.
    let note: String
    /// At this stock and below, admins are told.
    let lowStock: Int

    enum Refused: Refusal {
        case noSuchOrder
        case invalidTransition(from: OrderStatus, to: OrderStatus)
    }

    func run(on transaction: Transaction) async throws {
        let order = try await lock(on: transaction)
        guard order.status.allowedNext.contains(status) else {
            throw Refused.invalidTransition(from: order.status, to: status)
        }
        try await update(order, on: transaction)
        let restored =
            status == .cancelled
            ? try await RestoreStock(order: order.id, lowStock: lowStock).run(on: transaction) : []
        let change = OrderChange(
            id: order.id, number: order.number, user: order.user, status: status, previousStatus: order.status,
            total: order.total, currency: order.currency)
        let told = RecordedChange(.order(change), user: order.user, forAdmins: true)
        try await transaction.record([told] + restored)
    }

    /// Of two attempts at once, the second one waits here and then finds what the first one has made of it.
    @discardableResult
    func lock(on transaction: Transaction) async throws -> LockedOrder {
        let condition: Statement =
            switch order {
            case .id(let id): "id = \(id)"
            case .number(let number): "number = \(number)"
            }
        let statement: Statement = """
            SELECT id, number, user_id, status, total, currency FROM orders WHERE \(condition) FOR NO KEY UPDATE
            """
        guard let order = try await transaction.first(statement.prepared("lock_order"), as: LockedOrder.self) else {
            throw Refused.noSuchOrder
        }
        return order
    }

    private func update(_ order: LockedOrder, on transaction: Transaction) async throws {
        let statement: Statement = """
            WITH noted AS (
                INSERT INTO order_timeline (order_id, status, note) VALUES (\(order.id), \(status), \(note))
            )
            UPDATE orders
            SET status = \(status), version = version + 1, updated_at = now()
            WHERE id = \(order.id)
            """
        try await transaction.execute(statement.prepared("change_order_status"))
    }
}

/// An order as it stands, locked until the transaction's end.
struct LockedOrder: RowDecodable {
    let id: OrderID
    let number: String
    let user: UserID
    let status: OrderStatus
    let total: Money
    let currency: String

    init(from row: inout Row) throws {
        id = try row.next()
        number = try row.next()
        user = try row.next()
        status = try row.next()
        total = Money(minorUnits: try row.next())
        currency = try row.next()
    }
}

extension ChangeOrderStatus.Refused {
    var problem: Problem {
        switch self {
        case .noSuchOrder: Problem(.notFound)
        case .invalidTransition(let from, let to): .invalidTransition(from: from, to: to)
        }
    }
}
