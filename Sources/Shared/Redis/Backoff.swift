/// How long to pause before the next try: twice as long after each failure, up to a limit, and scattered so that
/// clients which failed together do not come back together.
package struct Backoff: Sendable {
    package var shortest: Duration
    package var longest: Duration

    package init(shortest: Duration, longest: Duration) {
        self.shortest = shortest
        self.longest = longest
    }

    /// The pause after `failures` failures in a row (1 or more): between half and all of `shortest · 2^(failures − 1)`.
    ///
    /// - Parameter scatter: a random number in 0..<1.
    func pause(afterFailures failures: Int, scatter: Double) -> Duration {
        let doublings = min(max(failures - 1, 0), 30)
        return min(shortest * (1 << doublings), longest) * (0.5 + scatter / 2)
    }
}
