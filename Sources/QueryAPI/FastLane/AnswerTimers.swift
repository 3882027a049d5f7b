import CoreMetrics
import HTTPTypes
import WebAPI

/// The series under which the answers of one route are timed.
struct AnswerTimers: Sendable {
    typealias Timer = CoreMetrics.Timer

    private let get: (ok: Timer, notModified: Timer)
    private let head: (ok: Timer, notModified: Timer)

    /// - Parameter route: the pattern, as the slow lane counts it.
    init(_ metrics: RequestMetrics, route: String) {
        get = (
            metrics.timer(route: route, method: .get, status: .ok),
            metrics.timer(route: route, method: .get, status: .notModified)
        )
        head = (
            metrics.timer(route: route, method: .head, status: .ok),
            metrics.timer(route: route, method: .head, status: .notModified)
        )
    }

    func timer(isHead: Bool, isNotModified: Bool) -> Timer {
        let timers = isHead ? head : get
        return isNotModified ? timers.notModified : timers.ok
    }
}
