import HTTPTypes
import Synchronization

/// The budgets that one request is counted against.
package final class RequestBudget: Sendable {
    private struct State {
        var counting: (rate: RateClass, limiting: RateLimiting)?
        var tightest: RateStanding?
    }

    private let state = Mutex(State())

    /// Says what class the request is of, once it is routed.
    func begin(_ rate: RateClass, _ limiting: RateLimiting) {
        guard rate != .unlimited else { return }
        state.withLock { $0.counting = (rate, limiting) }
    }

    /// Counts the request against a subject.
    ///
    /// - Throws: `too-many-requests` when the subject's budget is spent.
    func take(_ subject: RateSubject) async throws(Problem) {
        guard let (rate, limiting) = state.withLock({ $0.counting }),
            let standing = await limiting.take(rate, subject)
        else { return }
        state.withLock { state in
            guard state.tightest.map(standing.isTighter) ?? true else { return }
            state.tightest = standing
        }
        guard let seconds = standing.retryAfter else { return }
        throw Problem(
            .tooManyRequests,
            detail: "Too many of these requests. The next one is taken in \(seconds) second\(seconds == 1 ? "" : "s").",
            retryAfter: seconds)
    }

    /// Tells the client what is left.
    func describe(in headers: inout HTTPFields) { state.withLock { $0.tightest }?.add(to: &headers) }
}
