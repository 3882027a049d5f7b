/// What became of a file's lines so far.
struct ImportCounts: Sendable, Equatable {
    var created = 0
    var updated = 0
    /// Read again as they already were.
    var unchanged = 0
    /// Gave way to a later line about the same product, shortly after.
    var superseded = 0
    /// By `LineRefusal.kind`.
    private(set) var refusals: [String: Int] = [:]

    var refused: Int { refusals.values.reduce(0, +) }
    var total: Int { created + updated + unchanged + superseded + refused }

    mutating func add(_ outcome: BatchOutcome) {
        created += outcome.created
        updated += outcome.updated
        unchanged += outcome.unchanged
        superseded += outcome.superseded
        outcome.refused.forEach { add($0) }
    }

    mutating func add(_ refused: RefusedLine) { refusals[refused.reason.kind, default: 0] += 1 }
}

/// What became of a batch's lines.
struct BatchOutcome: Sendable {
    var created = 0
    var updated = 0
    var unchanged = 0
    /// Lines that named by its slug, or by its SKU, what a later one names the other way.
    var superseded = 0
    var refused: [RefusedLine] = []

    static func + (left: BatchOutcome, right: BatchOutcome) -> BatchOutcome {
        BatchOutcome(
            created: left.created + right.created, updated: left.updated + right.updated,
            unchanged: left.unchanged + right.unchanged, superseded: left.superseded + right.superseded,
            refused: left.refused + right.refused)
    }
}
