import Domain
import Postgres
import WebAPI

/// Carries checkouts out: all of a batch in one transaction and, when that fails, one by one, so that what is wrong with
/// one of them fails that one alone.
struct CarryOut: Sendable {
    let commands: Commands
    let currency: Currency
    /// At this stock and below, admins are told.
    let lowStock: Int

    /// What is in a person's cart at the moment, on a connection that waits for nobody's locks.
    func products(wantedBy user: UserID) async throws -> [ProductID] {
        let select: Statement = "SELECT product_id FROM cart_items WHERE user_id = \(user)"
        return try await commands.database.query(select.prepared("checkout_products"), as: ProductID.self)
    }

    /// - Parameters:
    ///   - orders: of different people.
    ///   - deadlines: for each of them, when it is too late to begin with it alone.
    /// - Returns: for each of them what became of it.
    func place(_ orders: [PlaceOrder], before deadlines: [ContinuousClock.Instant]) async -> [Checkouts.Outcome] {
        do {
            return try await placeTogether(orders)
        } catch let error as PostgresError where orders.count > 1 && error.mayBeOfOne {
            var outcomes: [Checkouts.Outcome] = []
            for (order, deadline) in zip(orders, deadlines) {
                outcomes.append(await placeAlone(order, before: deadline))
            }
            return outcomes
        } catch {
            return orders.map { _ in .failure(error) }
        }
    }

    private func placeAlone(_ order: PlaceOrder, before deadline: ContinuousClock.Instant) async -> Checkouts.Outcome {
        guard ContinuousClock.now < deadline else { return .failure(SentAway.busy) }
        do {
            return try await placeTogether([order])[0]
        } catch {
            return .failure(error)
        }
    }

    /// Throws what fails all of them.
    private func placeTogether(_ orders: [PlaceOrder]) async throws -> [Checkouts.Outcome] {
        do {
            let (outcomes, readAfter) = try await commands.commit { transaction in
                try await PlaceOrders(orders: orders, currency: currency, lowStock: lowStock).run(on: transaction)
            }
            return outcomes.map { outcome in outcome.map { ($0, readAfter) } }
        } catch let none as PlaceOrders.NonePlaced {
            return none.outcomes.map { outcome in outcome.map { ($0, none.readAfter) } }
        }
    }
}

extension PostgresError {
    /// Whether one statement's data can have been the cause, and not the state of the database.
    fileprivate var mayBeOfOne: Bool {
        switch self {
        case .server, .decoding: true
        case .connectionLost, .unavailable, .deadlineExceeded, .busy, .commitUnknown: false
        }
    }
}
