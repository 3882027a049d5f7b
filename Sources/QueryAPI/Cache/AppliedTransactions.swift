import Events

/// Which transactions a reader has applied, so that a client can read its own writes from the cache.
///
/// A batch of the publisher may hold only a part of a transaction's events. Having seen one of them says nothing about the
/// rest; only a batch that left nothing unnumbered (it has a horizon) ends every transaction that occurs up to it.
struct AppliedTransactions: Sendable {
    private var horizon = Int64.min
    /// The position of the last batch that left nothing unnumbered.
    private var completeUpTo = Int64.min
    private var lastEvents: RecentPositions<Int64>
    private let limit: Int

    /// - Parameter limit: how many transactions above the horizon are remembered; a forgotten one counts as not applied.
    init(limit: Int = 100_000) {
        self.limit = limit
        lastEvents = RecentPositions(limit: limit)
    }

    /// Whether all events of the transaction are applied, or it has none and has ended. `false` may also mean unknown.
    func contains(_ xid: Int64) -> Bool {
        xid < horizon || lastEvents[xid].map { $0 <= completeUpTo } ?? false
    }

    /// - Parameter horizon: of a batch that reaches to `position`; nil when events may have waited behind it.
    mutating func apply(_ events: [Event], to position: Int64, horizon: Int64?) {
        for event in events { lastEvents.raise(event.transaction, to: event.position) }
        guard let horizon else { return }
        self.horizon = max(self.horizon, horizon)
        completeUpTo = max(completeUpTo, position)
    }

    mutating func reset() { self = AppliedTransactions(limit: limit) }
}
