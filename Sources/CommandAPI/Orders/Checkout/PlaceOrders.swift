import Domain
import Postgres
import WebAPI

/// Checks out the carts of several people in one transaction of two round trips, however many they are: each gets the
/// outcome that they would have had one after the other.
struct PlaceOrders: Sendable {
    /// Of different people, in the order in which they are served.
    let orders: [PlaceOrder]
    let currency: Currency
    /// At this stock and below, admins are told.
    let lowStock: Int

    struct Placed: Sendable {
        let answer: Answer
        /// Whether it is the answer that an earlier attempt with the same key got.
        var isReplayed = false
    }

    /// There is nothing to commit.
    struct NonePlaced: Error {
        let outcomes: [Result<Placed, any Error>]
        /// By which a read sees what the replayed answers say.
        let readAfter: ReadAfter
    }

    /// Throws `NonePlaced`, or what fails the whole batch: then the orders may be placed one by one.
    func run(on transaction: Transaction) async throws -> [Result<Placed, any Error>] {
        let carts = try await LockCarts(orders: orders).run(on: transaction)
        var stock = LockedStock(carts.lazy.compactMap(\.self))
        var placed: [NewOrder] = []
        var outcomes: [Result<Placed, any Error>] = []
        for (order, cart) in zip(orders, carts) {
            if let attempt = order.attempt, cart?.isRetry == true {
                outcomes.append(try await replay(attempt, on: transaction))
                continue
            }
            do throws(PlaceOrder.Refused) {
                let new = try place(order, cart, from: &stock)
                placed.append(new)
                outcomes.append(.success(Placed(answer: new.answer)))
            } catch {
                outcomes.append(.failure(error))
            }
        }
        guard !placed.isEmpty else {
            throw NonePlaced(outcomes: outcomes, readAfter: ReadAfter(xid: try await transaction.xid()))
        }
        try WriteOrders(orders: placed, sales: stock.sales, currency: currency).send(on: transaction)
        try transaction.sendRecord(placed.flatMap { $0.changes(lowStock: lowStock) })
        try settleKeys(outcomes, on: transaction)
        return outcomes
    }

    private func place(
        _ order: PlaceOrder, _ cart: LockedCart?, from stock: inout LockedStock
    ) throws(PlaceOrder.Refused) -> NewOrder {
        guard let cart, !cart.lines.isEmpty else { throw .emptyCart }
        let shortages = stock.shortages(for: cart.lines)
        guard shortages.isEmpty, let identity = cart.identity else { throw .insufficientStock(shortages) }
        let address = order.shippingAddress ?? cart.address
        guard !address.isEmpty else { throw .noAddress }
        guard let total = cart.lines.total else { throw .totalTooLarge }
        return NewOrder(
            identity: identity, user: order.user, lines: cart.lines, movements: stock.take(cart.lines), total: total,
            currency: currency, shippingAddress: address, phone: order.phone ?? cart.phone, notes: order.notes,
            trace: order.trace)
    }

    private func replay(
        _ attempt: IdempotentAttempt, on transaction: Transaction
    ) async throws -> Result<Placed, any Error> {
        do {
            let stored = try await attempt.storedAnswer(on: transaction)
            // None: the key was removed for its age just now.
            return stored.map { .success(Placed(answer: $0, isReplayed: true)) } ?? .failure(PostgresError.busy)
        } catch let refused as IdempotentAttempt.Refused {
            return .failure(refused)
        }
    }

    /// Stores the answers with the keys, and gives the keys back of those that were refused, so that they may retry.
    private func settleKeys(_ outcomes: [Result<Placed, any Error>], on transaction: Transaction) throws {
        var answered: [(IdempotentAttempt, Answer)] = []
        var refused: [IdempotentAttempt] = []
        for (order, outcome) in zip(orders, outcomes) {
            guard let attempt = order.attempt else { continue }
            switch outcome {
            case .success(let placed): if !placed.isReplayed { answered.append((attempt, placed.answer)) }
            case .failure(is PlaceOrder.Refused): refused.append(attempt)
            case .failure: break
            }
        }
        if !answered.isEmpty { try transaction.send(IdempotentAttempt.storing(answered)) }
        if !refused.isEmpty { try transaction.send(IdempotentAttempt.givingBack(refused)) }
    }
}

extension [CartLine] {
    /// Nil on overflow.
    fileprivate var total: Money? {
        reduce(Money.zero as Money?) { sum, line in
            line.price.times(line.quantity).flatMap { sum?.adding($0) }
        }
    }
}
