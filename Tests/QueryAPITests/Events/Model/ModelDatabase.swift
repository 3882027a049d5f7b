import Domain
import Events

@testable import QueryAPI

/// PostgreSQL as far as the event log rests on it: transactions get ids and event ids before they commit, in another order
/// than they commit in; a snapshot is a prefix of the commits; a failover loses the last ones.
struct ModelDatabase {
    struct Stock: Equatable {
        var amount: Int
        var version: Int64
    }

    /// An event as its transaction writes it.
    struct Written {
        let id: Int
        let xid: Int64
        let change: Change
        let tags: Set<Tag>
        /// The number of commits before its own, and of failovers.
        var commit = 0
        var branch = 0

        /// Whether a snapshot showed it. It must have survived all failovers up to that snapshot.
        func wasSeen(by snapshot: ModelCache.Seen) -> Bool {
            branch <= snapshot.failovers && commit < snapshot.commits
        }
    }

    /// An event that was committed and lost by a failover.
    struct Lost {
        let event: Written
        let failover: Int
    }

    /// What a snapshot shows.
    struct State {
        var head: Int64 = 0
        var prunedTo: Int64 = 0
        var stocks: [ProductID: [Stock]] = [:]
        var waiting: [Written] = []
        var numbered: [(position: Int64, event: Written)] = []
        var committed: Set<Int64> = []
    }

    struct Open {
        let xid: Int64
        var written: [Written] = []
        var stocks: [ProductID: Stock] = [:]
        var locks: Set<ProductID> = []
    }

    /// The state after each commit.
    private(set) var states = [State()]
    private(set) var open: [Open] = []
    private(set) var timeline: Int64 = 1
    private(set) var failovers = 0
    private(set) var lost: [Lost] = []
    private(set) var nextXid: Int64 = 1
    private var nextID = 1

    var now: State { states[states.count - 1] }
    /// How many commits a snapshot of this moment sees.
    var commits: Int { states.count - 1 }
    var xmin: Int64 { open.map(\.xid).min() ?? nextXid }

    mutating func begin() -> Int64 {
        defer { nextXid += 1 }
        open.append(Open(xid: nextXid))
        return nextXid
    }

    /// False when another transaction holds the product.
    mutating func write(_ change: Change, in xid: Int64) {
        guard let index = open.firstIndex(where: { $0.xid == xid }) else { return }
        open[index].written.append(Written(id: nextID, xid: xid, change: change, tags: Set(change.tags)))
        nextID += 1
    }

    /// Changes a product's stock under its row lock; nothing when another transaction holds it.
    mutating func sell(_ product: ProductID, leaving amount: Int, in xid: Int64) {
        guard !open.contains(where: { $0.xid != xid && $0.locks.contains(product) }),
            let index = open.firstIndex(where: { $0.xid == xid })
        else { return }
        let before = open[index].stocks[product] ?? stock(of: product)
        // A transaction changes a product once: its event tells one version.
        guard open[index].stocks[product] == nil else { return }
        let after = Stock(amount: amount, version: before.version + 1)
        open[index].locks.insert(product)
        open[index].stocks[product] = after
        write(Sample.stock(product, after, before), in: xid)
    }

    func stock(of product: ProductID) -> Stock { now.stocks[product]?.last ?? Sample.firstStock }

    mutating func end(_ xid: Int64, commits: Bool) {
        guard let index = open.firstIndex(where: { $0.xid == xid }) else { return }
        let transaction = open.remove(at: index)
        guard commits else { return }
        var state = now
        state.committed.insert(xid)
        let place = self.commits
        state.waiting += transaction.written.map { written in
            var written = written
            written.commit = place
            written.branch = failovers
            return written
        }
        state.waiting.sort { $0.id < $1.id }
        for (product, stock) in transaction.stocks {
            state.stocks[product, default: [Sample.firstStock]].append(stock)
        }
        states.append(state)
    }

    /// Commits whatever `body` does to the newest state, as one transaction.
    mutating func commit(_ body: (inout State) -> Void) {
        var state = now
        body(&state)
        states.append(state)
    }

    /// The standby takes over, without the last commits and without whatever was under way.
    mutating func failOver(losing count: Int) {
        let before = now
        states.removeLast(min(count, commits))
        lost += (before.waiting + before.numbered.map(\.event)).filter { $0.commit >= commits }
            .map { Lost(event: $0, failover: failovers) }
        failovers += 1
        open = []
        timeline += 1
        nextXid = (now.committed.max() ?? 0) + 1
    }
}
