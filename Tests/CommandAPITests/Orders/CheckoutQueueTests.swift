import Domain
import TestSupport
import Testing

@testable import CommandAPI

@Suite("Checkout queue rules")
struct CheckoutQueueTests {
    private let now = ContinuousClock.Instant.now

    private func queue(waiting: Int = 100, perPerson: Int = 4, batch: Int = 3) -> CheckoutQueue {
        CheckoutQueue(.init(waiting: waiting, perPerson: perPerson, batch: batch, patience: .seconds(5)))
    }

    @Test("the first starts at once; who comes while it runs goes together, in order, as many as fit")
    func gathers() {
        var queue = queue()
        #expect(tickets(queue.arrive(1, of: 1, [7], now)) == [1])
        for ticket in 2...6 { #expect(queue.arrive(ticket, of: Int64(ticket), [7], now) == .waits) }
        #expect(queue.ended(1).map(\.tickets) == [[2, 3, 4]])
        #expect(queue.ended(2).map(\.tickets) == [[5, 6]])
        #expect(queue.ended(5) == [])
        #expect(queue.depth == 0)
    }

    @Test("other products, and empty carts, pass by untouched")
    func passes() {
        var queue = queue()
        #expect(tickets(queue.arrive(1, of: 1, [7], now)) == [1])
        #expect(queue.arrive(2, of: 2, [7], now) == .waits)
        #expect(tickets(queue.arrive(3, of: 3, [8], now)) == [3])
        #expect(tickets(queue.arrive(4, of: 4, [], now)) == [4])
        #expect(queue.ended(1).map(\.tickets) == [[2]])
    }

    @Test("nobody overtakes one who waits for a product that is free, and carts without a common product go apart")
    func claims() {
        var queue = queue()
        #expect(tickets(queue.arrive(1, of: 1, [7], now)) == [1])
        #expect(queue.arrive(2, of: 2, [7, 8], now) == .waits)
        #expect(queue.arrive(3, of: 3, [8], now) == .waits)
        #expect(tickets(queue.arrive(4, of: 4, [9], now)) == [4])
        #expect(queue.arrive(5, of: 5, [9], now) == .waits)
        #expect(queue.ended(1).map(\.tickets) == [[2, 3]])
        #expect(queue.ended(4).map(\.tickets) == [[5]])
        #expect(queue.arrive(6, of: 6, [8, 9], now) == .waits)
        #expect(queue.ended(5) == [])
        #expect(queue.ended(2).map(\.tickets) == [[6]])
    }

    @Test("a person has one place: further checkouts of theirs wait behind it, and do not hold others up")
    func onePlace() {
        var queue = queue(perPerson: 2)
        #expect(tickets(queue.arrive(1, of: 1, [7], now)) == [1])
        #expect(queue.arrive(2, of: 1, [7], now) == .waits)
        #expect(queue.arrive(3, of: 1, [8], now) == .tooManyOfOne)
        #expect(queue.arrive(4, of: 2, [7], now) == .waits)
        #expect(queue.ended(1).map(\.tickets) == [[4, 2]])
    }

    @Test("past its length the line takes nobody, except who need not wait")
    func full() {
        var queue = queue(waiting: 1)
        #expect(tickets(queue.arrive(1, of: 1, [7], now)) == [1])
        #expect(queue.arrive(2, of: 2, [7], now) == .waits)
        #expect(queue.arrive(3, of: 3, [7], now) == .full)
        #expect(queue.arrive(4, of: 1, [7], now) == .full)
        #expect(tickets(queue.arrive(5, of: 3, [8], now)) == [5])
    }

    @Test("who is given up makes way for those behind; what runs cannot be given up")
    func leaves() {
        var queue = queue()
        #expect(tickets(queue.arrive(1, of: 1, [7], now)) == [1])
        #expect(queue.arrive(2, of: 2, [7, 8], now) == .waits)
        #expect(queue.arrive(3, of: 3, [8], now) == .waits)
        #expect(queue.arrive(4, of: 2, [9], now) == .waits)
        #expect(queue.leave(1) == nil)
        #expect(queue.leave(2)?.map(\.tickets) == [[3], [4]])
        #expect(queue.leave(2) == nil)
    }

    @Test("patience ends for each by itself")
    func patience() {
        var queue = queue()
        #expect(tickets(queue.arrive(1, of: 1, [7], now)) == [1])
        #expect(queue.nextDeadline == nil)
        #expect(queue.arrive(2, of: 2, [7], now) == .waits)
        #expect(queue.arrive(3, of: 1, [7], now + .seconds(1)) == .waits)
        #expect(queue.nextDeadline == now + .seconds(5))
        #expect(queue.late(now: now + .seconds(4)) == [])
        #expect(queue.late(now: now + .seconds(5)) == [2])
        #expect(queue.late(now: now + .seconds(6)) == [2, 3])
    }

    @Test(
        "whatever happens in whatever order, the rules hold",
        arguments: (0..<40).map { _ in UInt64.random(in: 0 ... .max) })
    func anyOrder(seed: UInt64) {
        var story = Story(seed: seed)
        for _ in 0..<600 { story.step() }
        story.drain()
    }

    private func tickets(_ arrival: CheckoutQueue.Arrival) -> [Int]? {
        if case .starts(let batch) = arrival { batch.tickets } else { nil }
    }
}

extension CheckoutQueue {
    fileprivate mutating func arrive(
        _ ticket: Ticket, of user: Int64, _ products: [Int64], _ now: ContinuousClock.Instant
    ) -> Arrival {
        arrive(ticket, of: UserID(user), wanting: products.map { ProductID($0) }, now: now)
    }
}

/// A random sequence of arrivals, ends and departures, and what must be true after each.
private struct Story {
    private var random: SeededGenerator
    private var queue: CheckoutQueue
    private let limits: CheckoutQueue.Limits
    private var now = ContinuousClock.Instant.now
    private var lastTicket = 0
    /// Those that wait, in the order in which they came.
    private var waiting: [CheckoutQueue.Entry] = []
    private var running: [CheckoutQueue.Batch] = []

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        limits = CheckoutQueue.Limits(
            waiting: Int.random(in: 1...30, using: &random), perPerson: Int.random(in: 1...3, using: &random),
            batch: Int.random(in: 1...6, using: &random), patience: .seconds(5))
        queue = CheckoutQueue(limits)
    }

    mutating func step() {
        now += .milliseconds(Int.random(in: 0...400, using: &random))
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<6: arrive()
        case 6..<9: end()
        default: leave()
        }
        let late = queue.late(now: now)
        #expect(Set(late) == Set(waiting.filter { $0.deadline <= now }.map(\.ticket)))
        // One that leaves may let another late one start, in the last moment.
        for ticket in late { leave(ticket) }
        #expect(waiting.allSatisfy { $0.deadline > now })
        check()
    }

    /// Everybody who waits is served in the end.
    mutating func drain() {
        while !running.isEmpty { end() }
        #expect(waiting.isEmpty && queue.depth == 0)
    }

    private mutating func arrive() {
        lastTicket += 1
        let products = (1...6).map { ProductID($0) }.shuffled(using: &random)
            .prefix(Int.random(in: 0...3, using: &random))
        let entry = CheckoutQueue.Entry(
            ticket: lastTicket, user: UserID(Int64.random(in: 1...12, using: &random)), products: Array(products),
            deadline: now + limits.patience)
        let ofTheSame = (waiting + running.flatMap(\.entries)).count { $0.user == entry.user }
        switch queue.arrive(entry.ticket, of: entry.user, wanting: entry.products, now: now) {
        case .starts(let batch):
            #expect(batch.tickets == [entry.ticket] && ofTheSame == 0)
            running.append(batch)
        case .waits:
            #expect(waiting.count < limits.waiting && ofTheSame < limits.perPerson)
            waiting.append(entry)
        case .full: #expect(waiting.count == limits.waiting)
        case .tooManyOfOne: #expect(ofTheSame == limits.perPerson)
        }
    }

    private mutating func end() {
        guard let index = running.indices.randomElement(using: &random) else { return }
        start(queue.ended(running.remove(at: index).tickets[0]))
    }

    private mutating func leave() {
        leave(Int.random(in: 0...lastTicket, using: &random))
    }

    private mutating func leave(_ ticket: Int) {
        let batches = queue.leave(ticket)
        #expect((batches != nil) == waiting.contains { $0.ticket == ticket })
        waiting.removeAll { $0.ticket == ticket }
        start(batches ?? [])
    }

    private mutating func start(_ batches: [CheckoutQueue.Batch]) {
        for batch in batches {
            #expect(1...limits.batch ~= batch.entries.count)
            let tickets = Set(batch.tickets)
            #expect(tickets.isSubset(of: waiting.map(\.ticket)))
            waiting.removeAll { tickets.contains($0.ticket) }
        }
        running += batches
    }

    private func check() {
        let entries = running.flatMap(\.entries)
        #expect(Set(entries.map(\.user)).count == entries.count, "one of a person at a time")
        let sold = running.map { Set($0.entries.flatMap(\.products)) }
        #expect(Set(sold.joined()).count == sold.reduce(0) { $0 + $1.count }, "one batch for a product at a time")
        #expect(queue.depth == waiting.count)
        #expect(Set(queue.line.map(\.ticket)).count == queue.line.count)
        #expect(queue.nextDeadline == waiting.map(\.deadline).min())
        // Who waits in the line waits for a product that is being sold, or that somebody further ahead wants.
        var unavailable = Set(sold.joined())
        for entry in queue.line {
            #expect(!unavailable.isDisjoint(with: entry.products))
            unavailable.formUnion(entry.products)
        }
        for batch in running where batch.entries.count > 1 { #expect(isConnected(batch)) }
    }

    private func isConnected(_ batch: CheckoutQueue.Batch) -> Bool {
        var reached = Set(batch.entries[0].products)
        for entry in batch.entries.dropFirst() {
            if reached.isDisjoint(with: entry.products) { return false }
            reached.formUnion(entry.products)
        }
        return true
    }
}
