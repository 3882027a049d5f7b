import Domain
import Events

@testable import QueryAPI

/// The publisher's statements, step by step, so that anything can happen between them.
struct ModelPublisher {
    static let batchLimit = 3

    private struct Numbering {
        let xid: Int64
        var chosen: (events: [ModelDatabase.Written], isDrained: Bool, xmin: Int64)?
    }

    let broken: BrokenRule?
    private var numbering: Numbering?

    init(broken: BrokenRule?) { self.broken = broken }

    func owns(_ xid: Int64) -> Bool { numbering?.xid == xid }

    /// Takes the next step of a numbering; a batch's message when that was its commit.
    mutating func step(on database: inout ModelDatabase) -> EventBatch? {
        guard var current = numbering else {
            // Locking the head takes a transaction id.
            var started = Numbering(xid: database.begin())
            if broken == .chosenBeforeLocked { started.chosen = choose(from: database) }
            numbering = started
            return nil
        }
        guard let chosen = current.chosen else {
            current.chosen = choose(from: database)
            numbering = current
            return nil
        }
        numbering = nil
        return commit(chosen, xid: current.xid, on: &database)
    }

    /// A second leader, for a moment: its lock waits for the first one's commit, and its choice comes after that.
    mutating func rival(on database: inout ModelDatabase) -> EventBatch? {
        guard numbering == nil || broken == .chosenBeforeLocked else { return nil }
        let xid = database.begin()
        return commit(choose(from: database), xid: xid, on: &database)
    }

    /// Killed anywhere: what was not committed is gone.
    mutating func die(on database: inout ModelDatabase) {
        if let numbering { database.end(numbering.xid, commits: false) }
        numbering = nil
    }

    /// One read-only statement.
    func heartbeat(on database: ModelDatabase) -> EventBatch {
        let state = database.now
        let head = position(of: state, database.timeline)
        let horizon = state.waiting.isEmpty || broken == .horizonWhileBehind ? database.xmin : nil
        return EventBatch(from: head + 1, to: head, horizon: horizon, timeline: database.timeline, events: [])
    }

    func position(of state: ModelDatabase.State, _ timeline: Int64) -> Int64 {
        broken == .positionsReused ? state.head : max(state.head, Timeline.origin(of: timeline))
    }

    private func choose(
        from database: ModelDatabase
    ) -> (events: [ModelDatabase.Written], isDrained: Bool, xmin: Int64) {
        let waiting = database.now.waiting
        return (Array(waiting.prefix(Self.batchLimit)), waiting.count <= Self.batchLimit, database.xmin)
    }

    private func commit(
        _ chosen: (events: [ModelDatabase.Written], isDrained: Bool, xmin: Int64), xid: Int64,
        on database: inout ModelDatabase
    ) -> EventBatch {
        let before = position(of: database.now, database.timeline)
        let xmin = broken == .horizonOfLaterSnapshot ? database.xmin(without: xid) : chosen.xmin
        let numbers = Array(zip((before + 1)..., chosen.events))
        database.end(xid, commits: false)
        database.commit { state in
            state.head = before + Int64(numbers.count)
            let ids = Set(chosen.events.map(\.id))
            state.waiting.removeAll { ids.contains($0.id) }
            state.numbered += numbers.map { (position: $0, event: $1) }
        }
        return EventBatch(
            from: before + 1, to: before + Int64(numbers.count),
            horizon: chosen.isDrained || broken == .horizonWhileBehind ? xmin : nil, timeline: database.timeline,
            events: numbers.map { Event($1, at: $0) })
    }
}

extension ModelDatabase {
    func xmin(without xid: Int64) -> Int64 {
        open.map(\.xid).filter { $0 != xid }.min() ?? nextXid
    }
}

extension Event {
    init(_ written: ModelDatabase.Written, at position: Int64) {
        self.init(
            position: position, transaction: written.xid, at: Timestamp(microseconds: 0), user: nil, forAdmins: false,
            change: written.change)
    }
}
