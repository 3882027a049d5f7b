import Events

/// What decides whether a cached value is still true: for each tag the position of the last event that touched it.
///
/// A value that was read with `asOf` (the head's position, in the same SQL statement) reflects every event up to `asOf`.
/// So it reflects every applied event that touches one of its tags unless `touched[tag] > asOf`. Nothing else matters:
/// not when it was stored, nor in which order the messages came.
struct TouchRecord: Sendable {
    /// The last event that is taken into account.
    private(set) var applied: Int64 = 0
    private var startsAt = Int64.max
    private var touched: RecentPositions<Tag>
    /// What touched all tags of a family at once; operators do that, and mostly nobody has.
    private var families: [Tag.Family: Int64] = [:]
    private let limit: Int

    /// - Parameter limit: how many tags are remembered; forgetting the oldest raises the floor.
    init(limit: Int = 1_000_000) {
        self.limit = limit
        touched = RecentPositions(limit: limit)
    }

    /// What was read before this position cannot be judged, and is not valid. Until the first `reset`, that is everything.
    var floor: Int64 { max(startsAt, touched.forgottenUpTo) }

    func isValid(asOf: Int64, tags: [Tag]) -> Bool {
        guard asOf >= floor, tags.allSatisfy({ tag in touched[tag].map { asOf >= $0 } ?? true }) else { return false }
        return families.isEmpty || tags.allSatisfy { tag in families[tag.family].map { asOf >= $0 } ?? true }
    }

    /// Takes all events up to `position` into account; `events` are those that were not yet.
    mutating func apply(_ events: [Event], to position: Int64) {
        for event in events { touch(event.change, at: event.position) }
        applied = max(applied, position)
    }

    /// Takes committed events into account that nobody has numbered yet: they will come after `applied`, so that nothing
    /// read up to there reflects them for certain.
    mutating func foresee(_ changes: [Change]) {
        for change in changes { touch(change, at: applied + 1) }
    }

    /// Forgets everything and begins at `position`: whatever was read before it is invalid from now on.
    mutating func reset(to position: Int64) {
        applied = position
        startsAt = position
        touched = RecentPositions(limit: limit)
        families = [:]
    }

    private mutating func touch(_ change: Change, at position: Int64) {
        if change.touchesEverything { startsAt = max(startsAt, position) }
        for tag in change.tags { touched.raise(tag, to: position) }
        for family in change.families { families[family] = max(position, families[family] ?? .min) }
    }
}
