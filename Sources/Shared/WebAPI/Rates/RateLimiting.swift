/// Counts requests against budgets.
package struct RateLimiting: Sendable {
    /// Takes one request from a subject's budget; nil where the class has none for this kind of subject. It always
    /// answers, within the deadline of a Redis command.
    package let take: @Sendable (RateClass, RateSubject) async -> RateStanding?

    package init(take: @escaping @Sendable (RateClass, RateSubject) async -> RateStanding?) { self.take = take }

    /// No budgets at all.
    package static let unlimited = RateLimiting { _, _ in nil }
}
