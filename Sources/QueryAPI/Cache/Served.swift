import Domain

/// A value on its way to a client, with the way it came.
struct Served<Value: Sendable>: Sendable {
    let stamped: Stamped<Value>
    let source: CacheSource
    /// Where the first level keeps it, when it does.
    var key: CacheKey?

    var value: Value { stamped.value }

    /// What was just read from PostgreSQL, together with the head's position.
    static func read(_ value: Value, _ basis: Basis) -> Served {
        Served(stamped: Stamped(value, basis: [basis]), source: .database)
    }

    /// What was put together from parts: as old as the oldest, from as far away as the farthest.
    static func composed(_ value: Value, of parts: [ServedPart]) -> Served {
        let readAt = parts.map(\.readAt).min() ?? .now()
        return Served(
            stamped: Stamped(value, basis: parts.flatMap(\.basis), readAt: readAt),
            source: parts.map(\.source).max() ?? .l1)
    }

    /// The same, true only while this holds too.
    func resting(also basis: [Basis]) -> Served {
        Served(
            stamped: Stamped(value, basis: stamped.basis + basis, readAt: stamped.readAt), source: source)
    }

    func map<Other>(_ transform: (Value) -> Other) -> Served<Other> {
        Served<Other>(
            stamped: Stamped(transform(value), basis: stamped.basis, readAt: stamped.readAt), source: source)
    }

    var part: ServedPart {
        ServedPart(basis: stamped.basis, readAt: stamped.readAt, source: source, kind: key?.kind)
    }
}

/// What a composed value needs to know of one of its parts.
struct ServedPart: Sendable {
    let basis: [Basis]
    let readAt: Timestamp
    let source: CacheSource
    /// Nil for what is not cached for itself.
    var kind: CacheKind?

    /// Whether its own time is not over.
    func isYoung(by lifetimes: CacheLifetimes, at now: Timestamp) -> Bool {
        guard let kind else { return true }
        return now.microseconds - readAt.microseconds < lifetimes.lifetime(of: kind).components.seconds * 1_000_000
    }
}

/// Where a value came from; of several parts, the farthest counts.
enum CacheSource: Int, Comparable, Sendable {
    case l1
    case l2
    /// PostgreSQL was asked.
    case database
    /// A value that may be outdated, because PostgreSQL could not be asked.
    case stale

    static func < (left: CacheSource, right: CacheSource) -> Bool { left.rawValue < right.rawValue }
}
