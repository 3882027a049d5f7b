import Domain
import Events
import TestSupport

@testable import QueryAPI

/// A shop under random fire: commands, numbering, lost and late messages, slow reads, slow fills, failovers; and the checks
/// that nothing which the reader's caches serve contradicts the log.
struct ModelWorld {
    var random: SeededGenerator
    let broken: BrokenRule?
    var database = ModelDatabase()
    var publisher: ModelPublisher
    var reader: ModelReader
    var messages: [EventBatch] = []
    var fills: [Fill] = []
    var now = ContinuousClock.Instant.now
    var violation: String?

    enum Fill {
        case page(ModelCache.Page)
        case fragment(ModelCache.Fragment)
    }

    init(seed: UInt64, broken: BrokenRule? = nil) {
        random = SeededGenerator(seed: seed)
        self.broken = broken
        publisher = ModelPublisher(broken: broken)
        reader = ModelReader(broken: broken, now: now)
    }

    mutating func run(steps: Int) {
        for _ in 0..<steps where violation == nil {
            step()
            violation = firstViolation()
        }
    }

    private mutating func step() {
        now += .milliseconds(Int.random(in: 0...40, using: &random))
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<30: command()
        case 30..<48: deliver()
        case 48..<62: publish(publisher.step(on: &database))
        case 62..<64: publish(publisher.rival(on: &database))
        case 64..<68: publish(publisher.heartbeat(on: database))
        case 68..<76: startFill()
        case 76..<84: landFill()
        case 84..<98: read()
        case 98: redisTrouble()
        default: databaseTrouble()
        }
    }

    // MARK: Commands

    private mutating func command() {
        let xids = database.open.map(\.xid).filter { !publisher.owns($0) }
        guard let xid = xids.randomElement(using: &random), xids.count > 1 || random.once(in: 2) else {
            _ = database.begin()
            return
        }
        switch Int.random(in: 0..<8, using: &random) {
        case 0..<2: database.write(Sample.change(using: &random), in: xid)
        case 2..<4:
            let product = Sample.products[Int.random(in: 0..<3, using: &random)]
            database.sell(product, leaving: Int.random(in: 0...3, using: &random), in: xid)
        case 4: database.end(xid, commits: false)
        default: database.end(xid, commits: true)
        }
    }

    // MARK: Redis

    private mutating func publish(_ batch: EventBatch?) {
        guard let batch, !random.once(in: 8) else { return }
        messages.append(batch)
        if random.once(in: 8) { messages.append(batch) }
    }

    private mutating func deliver() {
        // While a read is under way, messages wait in the shell.
        guard !messages.isEmpty, !reader.isReading else { return }
        let index = random.once(in: 4) ? Int.random(in: 0..<messages.count, using: &random) : 0
        reader.receive(messages.remove(at: index), now)
    }

    private mutating func redisTrouble() {
        guard !reader.isReading else { return }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: reader.lost(now)
        case 1: reader.missed(now)
        case 2: messages = []
        default: reader.subscribed(now)
        }
    }

    // MARK: PostgreSQL

    private mutating func read() {
        if reader.isReading {
            reader.finishRead(succeeds: !random.once(in: 10), now)
        } else {
            reader.startRead(publisher, database, now)
        }
    }

    private mutating func databaseTrouble() {
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
            publisher.die(on: &database)
            database.failOver(losing: Int.random(in: 0...4, using: &random))
        case 1...2:
            let numbered = database.now.numbered.count
            guard numbered > 6 else { return }
            let pruned = database.now.numbered[numbered - 4].position
            database.commit { $0.prunedTo = max($0.prunedTo, pruned) }
        default: publisher.die(on: &database)
        }
    }

    // MARK: The cache

    private mutating func startFill() {
        // A replica shows an older state.
        let lag = random.once(in: 3) ? Int.random(in: 0...min(4, database.commits), using: &random) : 0
        let commits = database.commits - lag
        let snapshot = database.states[commits]
        let asOf = broken == .asOfReadLater ? database.now.head : snapshot.head
        let seen = ModelCache.Seen(commits: commits, failovers: database.failovers)
        if random.once(in: 2) {
            let tags = Sample.pages[Int.random(in: 0..<Sample.pages.count, using: &random)]
            fills.append(.page(ModelCache.Page(tags: tags, asOf: asOf, seen: seen)))
        } else {
            let product = Sample.products[Int.random(in: 0..<3, using: &random)]
            let stock = snapshot.stocks[product]?.last ?? Sample.firstStock
            let fragment = ModelCache.Fragment(
                product: product, asOf: asOf, seen: seen, stock: stock, stockAsOf: asOf)
            fills.append(.fragment(fragment))
        }
    }

    private mutating func landFill() {
        guard !fills.isEmpty else { return }
        switch fills.remove(at: Int.random(in: 0..<fills.count, using: &random)) {
        case .page(let page): reader.cache.store(page)
        case .fragment(let fragment): reader.cache.store(fragment)
        }
    }
}

extension ModelWorld {
    var head: Int64 { publisher.position(of: database.now, database.timeline) }

    /// Ends all transactions, numbers what they wrote, and lets the reader hear of it.
    mutating func settle() {
        publisher.die(on: &database)
        for transaction in database.open { database.end(transaction.xid, commits: true) }
        // The first batch of a term opens the timeline, even if nothing waits.
        repeat { _ = publisher.rival(on: &database) } while !database.now.waiting.isEmpty
        messages = []
        reader.finishRead(succeeds: true, now)
        reader.subscribed(now)
        for _ in 0..<200 {
            now += .milliseconds(100)
            reader.startRead(publisher, database, now)
            reader.finishRead(succeeds: true, now)
            reader.receive(publisher.heartbeat(on: database), now)
        }
        violation = violation ?? firstViolation()
    }

    func servesWhatIsReadNow() -> Bool {
        let seen = ModelCache.Seen(commits: database.commits, failovers: database.failovers)
        return Sample.pages.allSatisfy { tags in
            reader.isValid(ModelCache.Page(tags: tags, asOf: database.now.head, seen: seen))
        }
    }
}
