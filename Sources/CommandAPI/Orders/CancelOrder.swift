import Domain
import Events
import Postgres
import WebAPI

/// Cancels an order of the person's own while it is pending, and gives its stock back.
struct CancelOrder: Sendable {
    let user: UserID
    let order: OrderID
    /// At this stock and below, admins are told.
    let lowStock: Int

    enum Refused: Refusal {
        /// No order of this person.
        case noSuchOrder
        case notPending(OrderStatus)
    }

    func run(on transaction: Transaction) async throws {
        let cancelled = try await cancel(on: transaction)
        let restored = try await RestoreStock(order: order, lowStock: lowStock).run(on: transaction)
        let told = RecordedChange(.order(cancelled), user: user, forAdmins: true)
        try await transaction.record([told] + restored)
    }

    /// The guard in the update decides: of two attempts at once, the second one waits here and then finds the order
    /// cancelled.
    private func cancel(on transaction: Transaction) async throws -> OrderChange {
        let update: Statement = """
            WITH cancelled AS (
                UPDATE orders
                SET status = 'cancelled', version = version + 1, updated_at = now()
                WHERE id = \(order) AND user_id = \(user) AND status = 'pending'
                RETURNING id, number, total, currency
            ), noted AS (
                INSERT INTO order_timeline (order_id, status)
                SELECT id, 'cancelled' FROM cancelled
            )
            SELECT number, total, currency FROM cancelled
            """
        guard
            let (number, total, currency) = try await transaction.first(
                update.prepared("cancel_order"), as: (String, Int64, String).self)
        else { throw try await refusal(on: transaction) }
        return OrderChange(
            id: order, number: number, user: user, status: .cancelled, previousStatus: .pending,
            total: Money(minorUnits: total), currency: currency)
    }

    private func refusal(on transaction: Transaction) async throws -> Refused {
        let select: Statement = "SELECT status FROM orders WHERE id = \(order) AND user_id = \(user)"
        let status = try await transaction.first(select.prepared("cancel_order_refused"), as: OrderStatus.self)
        return status.map(Refused.notPending) ?? .noSuchOrder
    }
}

extension CancelOrder.Refused {
    var problem: Problem {
        switch self {
        case .noSuchOrder: Problem(.notFound)
        case .notPending(let status): .invalidTransition(from: status, to: .cancelled)
        }
    }
}
