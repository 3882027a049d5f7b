/// What the hashing threads do at one moment.
package struct HashingStatistics: Hashable, Sendable {
    package let running: Int
    package let waiting: Int
    /// Refused since the start of the process, because too many waited.
    package let refused: Int
}
