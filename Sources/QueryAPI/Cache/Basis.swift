import Domain
import Events

/// What a cached value rests on: the head's position that was read in the same SQL statement, and the tags of everything
/// that the value shows. The value is true while no later event touched one of the tags.
struct Basis: Sendable, Equatable {
    let asOf: Int64
    let tags: [Tag]

    /// The position of what cannot be told: a value that rests on it is served where it was just read from the primary,
    /// and never kept.
    static let nowhere: Int64 = -1
}

extension CacheValidity {
    /// Whether a value made of several parts reflects every applied event: each part does.
    func isValid(_ basis: [Basis]) -> Bool {
        basis.allSatisfy { isValid(asOf: $0.asOf, tags: $0.tags) }
    }
}
