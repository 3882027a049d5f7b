import CoreMetrics
import WebAPI

/// What those are told who cannot check out now: nothing was done, and a little later it may go better.
struct SentAway: Sendable {
    private let counters = ["full", "person", "late"].map(CheckoutMetrics.sentAway)

    func full() -> Problem {
        counters[0].increment()
        return Self.busy
    }

    func tooManyOfOne() -> Problem {
        counters[1].increment()
        return Problem(
            .tooManyRequests, detail: "Other checkouts of this account have not ended yet.", retryAfter: 1)
    }

    func late() -> Problem {
        counters[2].increment()
        return Self.busy
    }

    static let busy = Problem(.busy, detail: "Too many are checking out at the moment.")
}
