/// A token bucket: it holds at most `capacity` tokens and gains `capacity` of them per `period`.
package struct TokenBucket: Sendable, Equatable {
    package let capacity: Int
    package let period: Duration

    package init(capacity: Int, period: Duration) {
        self.capacity = capacity
        self.period = period
    }
}
