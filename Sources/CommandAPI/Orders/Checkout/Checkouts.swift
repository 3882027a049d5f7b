import CoreMetrics
import Domain
import Postgres
import Reactor
import Synchronization
import WebAPI

/// The checkouts of this process. Those that `CheckoutQueue` puts together are carried out by the request of the first of
/// them; the others wait for what it comes to.
///
/// It only saves round trips: what is sold to whom is decided by the locks and constraints of the database, which hold
/// between processes, too.
final class Checkouts: Sendable {
    typealias Outcome = Result<(PlaceOrders.Placed, ReadAfter), any Error>

    private enum Turn {
        case leads(CheckoutQueue.Batch)
        case ended(Outcome)
    }

    private struct Guest {
        let order: PlaceOrder
        let turn: CheckedContinuation<Turn, Never>
    }

    private struct State {
        var queue: CheckoutQueue
        var guests: [CheckoutQueue.Ticket: Guest] = [:]
        /// Nil while nobody waits.
        var alarm: Alarm?
    }

    private let state: Mutex<State>
    private let lastTicket = Atomic<CheckoutQueue.Ticket>(0)
    private let carryOut: CarryOut
    private let sentAway = SentAway()
    private let batchSizes = CheckoutMetrics.batchSizes()

    init(_ limits: CheckoutQueue.Limits, carryOut: CarryOut) {
        state = Mutex(State(queue: CheckoutQueue(limits)))
        self.carryOut = carryOut
    }

    /// How many wait.
    var depth: Int { state.withLock(\.queue.depth) }

    /// Places an order, alone or with others. It may be given up while it waits; once it is being carried out, its
    /// outcome is awaited.
    func place(_ order: PlaceOrder) async throws -> (PlaceOrders.Placed, ReadAfter) {
        let products = try await carryOut.products(wantedBy: order.user)
        let ticket = lastTicket.add(1, ordering: .relaxed).newValue
        let turn = await withTaskCancellationHandler {
            await withCheckedContinuation { turn in
                enter(ticket, Guest(order: order, turn: turn), wanting: products)
            }
        } onCancel: {
            giveUp(ticket, CancellationError())
        }
        switch turn {
        case .leads(let batch): return try await lead(batch).get()
        case .ended(let outcome): return try outcome.get()
        }
    }

    private func enter(_ ticket: CheckoutQueue.Ticket, _ guest: Guest, wanting products: [ProductID]) {
        let arrival = state.withLock { state in
            let arrival = state.queue.arrive(ticket, of: guest.order.user, wanting: products, now: .now)
            switch arrival {
            case .starts, .waits: state.guests[ticket] = guest
            case .full, .tooManyOfOne: break
            }
            return arrival
        }
        switch arrival {
        case .starts(let batch): guest.turn.resume(returning: .leads(batch))
        case .waits:
            setAlarm()
            // The handler may have run before there was anything to give up.
            if Task.isCancelled { giveUp(ticket, CancellationError()) }
        case .full: guest.turn.resume(returning: .ended(.failure(sentAway.full())))
        case .tooManyOfOne: guest.turn.resume(returning: .ended(.failure(sentAway.tooManyOfOne())))
        }
    }

    /// - Returns: the outcome of the first one, whose request this is.
    private func lead(_ batch: CheckoutQueue.Batch) async -> Outcome {
        let orders = state.withLock { state in batch.entries.compactMap { state.guests[$0.ticket]?.order } }
        batchSizes.record(orders.count)
        let deadlines = batch.entries.map(\.deadline)
        // It is the others' batch, too: it goes on when this request is given up, and is awaited here nevertheless.
        let outcomes = await Task { await carryOut.place(orders, before: deadlines) }.value
        let (next, guests) = state.withLock { state in
            (state.queue.ended(batch.tickets[0]), batch.tickets.map { state.guests.removeValue(forKey: $0) })
        }
        start(next)
        for (guest, outcome) in zip(guests, outcomes).dropFirst() { guest?.turn.resume(returning: .ended(outcome)) }
        return outcomes[0]
    }

    private func start(_ batches: [CheckoutQueue.Batch]) {
        guard !batches.isEmpty else { return }
        let leaders = state.withLock { state in batches.map { state.guests[$0.tickets[0]] } }
        for (leader, batch) in zip(leaders, batches) { leader?.turn.resume(returning: .leads(batch)) }
    }

    /// Does nothing for one that does not wait: it is being carried out, or has ended.
    private func giveUp(_ ticket: CheckoutQueue.Ticket, _ reason: @autoclosure () -> any Error) {
        let given = state.withLock { state -> (Guest?, [CheckoutQueue.Batch])? in
            state.queue.leave(ticket).map { (state.guests.removeValue(forKey: ticket), $0) }
        }
        guard let (guest, next) = given else { return }
        start(next)
        guest?.turn.resume(returning: .ended(.failure(reason())))
    }

    // Patience: one alarm for all of them, which is due when the first one's ends.

    private func setAlarm() {
        state.withLock { state in
            guard state.alarm == nil, let deadline = state.queue.nextDeadline else { return }
            state.alarm = Alarm(at: deadline) { [weak self] in Task.detached { self?.sendLateAway() } }
        }
    }

    private func sendLateAway() {
        let late = state.withLock { state in
            state.alarm = nil
            return state.queue.late(now: .now)
        }
        for ticket in late { giveUp(ticket, sentAway.late()) }
        setAlarm()
    }
}
