import TestSupport
import Testing

@testable import Postgres

@Suite("Leasing connections")
struct PoolStateTests {
    private typealias State = PoolState<Int, String>

    @Test("the most recently used connection is leased first")
    func mostRecentlyUsed() {
        var state = State(maximumWaiters: 1)
        _ = state.opened(1)
        _ = state.opened(2)
        #expect(state.lease(for: "a") == .granted(2))
        #expect(state.lease(for: "b") == .granted(1))
        _ = state.returned(1)
        #expect(state.lease(for: "c") == .granted(1))
    }

    @Test("waiters are served in their order, and one that gave up is passed over")
    func firstComeFirstServed() {
        var state = State(maximumWaiters: 3)
        for waiter in ["a", "b", "c"] { #expect(state.lease(for: waiter) == .queued) }
        state.cancelled("b")
        #expect(state.opened(1) == "a")
        #expect(state.returned(1) == "c")
        #expect(state.returned(1) == nil)
        #expect(state.idle == [1])
    }

    @Test("beyond the bound nobody waits")
    func bounded() {
        var state = State(maximumWaiters: 1)
        #expect(state.lease(for: "a") == .queued)
        #expect(state.lease(for: "b") == .full)
    }

    @Test("a connection that was lost while leased does not come back")
    func lostWhileLeased() {
        var state = State(maximumWaiters: 1)
        _ = state.opened(1)
        #expect(state.lease(for: "a") == .granted(1))
        state.lost(1)
        #expect(state.lease(for: "b") == .queued)
        #expect(state.returned(1) == nil)
        #expect(Array(state.waiters) == ["b"])
        #expect(state.opened(2) == "b")
    }

    @Test("closing turns waiters away, but lets leases end")
    func closing() {
        var state = State(maximumWaiters: 2)
        _ = state.opened(1)
        #expect(state.lease(for: "a") == .granted(1))
        #expect(state.lease(for: "b") == .queued)
        #expect(state.close() == ["b"])
        #expect(state.lease(for: "c") == .closed)
        #expect(state.returned(1) == nil)
        #expect(state.leased.isEmpty)
    }

    @Test("whatever happens, no connection has two holders, and nobody waits while one is idle", arguments: 1...50)
    func randomSequences(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var model = PoolModel(maximumWaiters: 5)
        for _ in 0..<500 {
            model.step(using: &generator)
            #expect(model.contradiction == nil, "seed \(seed)")
            if model.contradiction != nil { return }
        }
    }
}

/// A pool together with what its users know: who was promised what.
private struct PoolModel {
    private var state: PoolState<Int, Int>
    private var up: Set<Int> = []
    private var holders: [Int: Int] = [:]
    private var queue: [Int] = []
    private var next = 0
    private let maximumWaiters: Int
    private(set) var contradiction: String?

    init(maximumWaiters: Int) {
        self.maximumWaiters = maximumWaiters
        state = PoolState(maximumWaiters: maximumWaiters)
    }

    mutating func step(using generator: inout SeededGenerator) {
        next += 1
        switch Int.random(in: 0..<6, using: &generator) {
        case 0, 1: lease(for: next)
        case 2:
            up.insert(next)
            granted(next, to: state.opened(next))
        case 3:
            guard let connection = holders.keys.sorted().randomElement(using: &generator) else { return }
            holders[connection] = nil
            granted(connection, to: state.returned(connection))
        case 4:
            guard let connection = up.sorted().randomElement(using: &generator) else { return }
            up.remove(connection)
            state.lost(connection)
        default:
            guard let waiter = queue.randomElement(using: &generator) else { return }
            queue.removeAll { $0 == waiter }
            state.cancelled(waiter)
        }
        check()
    }

    private mutating func lease(for waiter: Int) {
        switch state.lease(for: waiter) {
        case .granted(let connection):
            if !queue.isEmpty { contradiction = "overtook those who wait" }
            hold(connection, waiter)
        case .queued: queue.append(waiter)
        case .full: if queue.count < maximumWaiters { contradiction = "refused though there is room" }
        case .closed: contradiction = "closed though nobody closed it"
        }
    }

    private mutating func granted(_ connection: Int, to waiter: Int?) {
        guard let waiter else { return }
        if queue.first != waiter { contradiction = "not the longest waiting" }
        queue.removeAll { $0 == waiter }
        hold(connection, waiter)
    }

    private mutating func hold(_ connection: Int, _ waiter: Int) {
        if holders[connection] != nil { contradiction = "\(connection) has two holders" }
        if !up.contains(connection) { contradiction = "\(connection) was lost" }
        holders[connection] = waiter
    }

    private mutating func check() {
        if !state.idle.isEmpty, !state.waiters.isEmpty { contradiction = "somebody waits while a connection is idle" }
        if Array(state.waiters) != queue { contradiction = "another queue than promised" }
        if Set(state.idle).union(state.leased) != up { contradiction = "connections appeared or vanished" }
        if !Set(state.idle).isDisjoint(with: state.leased) { contradiction = "idle and leased at once" }
    }
}
