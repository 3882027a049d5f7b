/// What checking a password against a stored hash gave.
package enum Verification: Sendable, Equatable {
    case valid
    /// Right, but hashed with other settings than today's: hash it again and store that.
    case validNeedsRehash
    case invalid

    package var isValid: Bool { self != .invalid }
}
