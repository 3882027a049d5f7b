import DequeModule
import Domain

/// Who checks out when, and with whom: the rules, without I/O.
///
/// Checkouts of products that nobody else is buying start at once, alone. Those that want a product that is being sold
/// wait until that has ended, and then go together, as far as they share products with each other. Of two that want the
/// same product the one that came first is never served after the other. A person has one place in the line; whatever
/// else they send waits behind it.
///
/// What a cart holds is a hint here: the database locks what is really in it.
struct CheckoutQueue {
    struct Limits: Sendable {
        /// Checkouts that wait, in all.
        var waiting = 1_024
        /// Checkouts of one person, with the one that is being carried out.
        var perPerson = 8
        /// Checkouts in one batch.
        var batch = 64
        /// How long one may wait.
        var patience = Duration.seconds(5)
    }

    /// A checkout, by a number that never comes again.
    typealias Ticket = Int

    struct Entry: Equatable {
        let ticket: Ticket
        let user: UserID
        /// In the cart, each once.
        let products: [ProductID]
        /// When it has waited for too long.
        let deadline: ContinuousClock.Instant
    }

    /// Checkouts of different people that are carried out together, in this order.
    struct Batch: Equatable {
        fileprivate(set) var entries: [Entry]

        var tickets: [Ticket] { entries.map(\.ticket) }
    }

    enum Arrival: Equatable {
        /// At once.
        case starts(Batch)
        case waits
        /// Too many wait.
        case full
        /// Too many of this person.
        case tooManyOfOne
    }

    let limits: Limits
    /// In the order in which they came, each of another person.
    private(set) var line: [Entry] = []
    /// Behind a person's checkout that stands in the line or is being carried out, further ones of theirs.
    private(set) var behind: [UserID: Deque<Entry>] = [:]
    /// By their first tickets.
    private(set) var running: [Ticket: Batch] = [:]
    /// Who is in the line or in a running batch.
    private var present: Set<UserID> = []
    /// Products of running batches.
    private var busy: Set<ProductID> = []
    /// How many of the line want a product.
    private var wanted: [ProductID: Int] = [:]

    /// How many stand behind others of the same person.
    private var behindCount = 0

    /// How many wait.
    var depth: Int { line.count + behindCount }

    init(_ limits: Limits) { self.limits = limits }

    /// When the first of those that wait loses patience.
    var nextDeadline: ContinuousClock.Instant? {
        (line + behind.values.flatMap(\.self)).lazy.map(\.deadline).min()
    }

    mutating func arrive(
        _ ticket: Ticket, of user: UserID, wanting products: [ProductID], now: ContinuousClock.Instant
    ) -> Arrival {
        let entry = Entry(ticket: ticket, user: user, products: products, deadline: now + limits.patience)
        if present.contains(user) {
            guard 1 + behind[user, default: []].count < limits.perPerson else { return .tooManyOfOne }
            guard depth < limits.waiting else { return .full }
            behind[user, default: []].append(entry)
            behindCount += 1
            return .waits
        }
        if products.allSatisfy({ !busy.contains($0) && wanted[$0] == nil }) {
            present.insert(user)
            return .starts(start([entry]))
        }
        guard depth < limits.waiting else { return .full }
        join(entry)
        return .waits
    }

    /// The batch that this ticket was the first of has ended.
    ///
    /// - Returns: what starts now.
    mutating func ended(_ first: Ticket) -> [Batch] {
        guard let batch = running.removeValue(forKey: first) else { return [] }
        for entry in batch.entries {
            busy.subtract(entry.products)
            makeWay(for: entry.user)
        }
        return startWhoCan()
    }

    /// A checkout that waits is given up.
    ///
    /// - Returns: what starts now; nil if it does not wait, any more or at all.
    mutating func leave(_ ticket: Ticket) -> [Batch]? {
        if let index = line.firstIndex(where: { $0.ticket == ticket }) {
            let entry = line.remove(at: index)
            forgetWishes(of: entry)
            makeWay(for: entry.user)
            return startWhoCan()
        }
        for (user, entries) in behind {
            guard let index = entries.firstIndex(where: { $0.ticket == ticket }) else { continue }
            behind[user]?.remove(at: index)
            behindCount -= 1
            if entries.count == 1 { behind[user] = nil }
            return []
        }
        return nil
    }

    /// The tickets that have waited for too long; they are still in the line.
    func late(now: ContinuousClock.Instant) -> [Ticket] {
        (line + behind.values.flatMap(\.self)).filter { $0.deadline <= now }.map(\.ticket)
    }

    // Moves

    private mutating func join(_ entry: Entry) {
        line.append(entry)
        present.insert(entry.user)
        for product in entry.products { wanted[product, default: 0] += 1 }
    }

    private mutating func forgetWishes(of entry: Entry) {
        for product in entry.products {
            wanted[product] = wanted[product].flatMap { $0 > 1 ? $0 - 1 : nil }
        }
    }

    /// A person's checkout is over: the next of theirs goes to the end of the line.
    private mutating func makeWay(for user: UserID) {
        present.remove(user)
        guard let next = behind[user]?.popFirst() else { return }
        behindCount -= 1
        if behind[user]?.isEmpty == true { behind[user] = nil }
        join(next)
    }

    private mutating func start(_ entries: [Entry]) -> Batch {
        let batch = Batch(entries: entries)
        running[entries[0].ticket] = batch
        for entry in entries { busy.formUnion(entry.products) }
        return batch
    }

    /// Starts everybody in the line who need not wait for those before them, nor for a running batch.
    private mutating func startWhoCan() -> [Batch] {
        var gathering = Gathering(busy: busy, batch: limits.batch)
        line = line.filter { !gathering.take($0) }
        return gathering.batches.map { entries in
            for entry in entries { forgetWishes(of: entry) }
            return start(entries)
        }
    }
}

/// One pass over the line.
private struct Gathering {
    /// Sold by running batches, or wanted by somebody further ahead who has to wait.
    private var unavailable: Set<ProductID>
    private let batch: Int
    private(set) var batches: [[CheckoutQueue.Entry]] = []
    /// Which of the batches sells a product.
    private var batchOfProduct: [ProductID: Int] = [:]

    init(busy: Set<ProductID>, batch: Int) {
        unavailable = busy
        self.batch = batch
    }

    /// - Returns: whether it can start; if not, those behind it must leave its products to it.
    mutating func take(_ entry: CheckoutQueue.Entry) -> Bool {
        guard let index = place(for: entry) else {
            unavailable.formUnion(entry.products)
            return false
        }
        if index == batches.count { batches.append([]) }
        batches[index].append(entry)
        for product in entry.products { batchOfProduct[product] = index }
        return true
    }

    private func place(for entry: CheckoutQueue.Entry) -> Int? {
        guard unavailable.isDisjoint(with: entry.products) else { return nil }
        let shared = Set(entry.products.compactMap { batchOfProduct[$0] })
        guard let index = shared.first else { return batches.count }
        return shared.count == 1 && batches[index].count < batch ? index : nil
    }
}
