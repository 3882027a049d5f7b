import CoreMetrics
import HTTPTypes
import Synchronization

/// Times requests, by the pattern of their route, their method, and the class of their status: all of them are few,
/// whatever clients ask for.
package final class RequestMetrics: Sendable {
    private struct Key: Hashable {
        let route: String
        let method: String
        let status: String
    }

    private let factory: any MetricsFactory
    private let timers = Mutex<[Key: Timer]>([:])

    package init(factory: any MetricsFactory) { self.factory = factory }

    /// - Parameter route: the pattern as it was registered; nil when no route fits.
    func record(route: String?, method: HTTPRequest.Method, status: HTTPResponse.Status, took duration: Duration) {
        timer(route: route, method: method, status: status).recordNanoseconds(Int64(duration / .nanoseconds(1)))
    }

    /// Where such requests are timed.
    package func timer(route: String?, method: HTTPRequest.Method, status: HTTPResponse.Status) -> Timer {
        let key = Key(
            route: route ?? "unmatched", method: Self.methods.contains(method) ? method.rawValue : "other",
            status: "\(status.code / 100)xx")
        return timers.withLock { timers in
            if let timer = timers[key] { return timer }
            let timer = Timer(
                label: "tandem_http_request_duration_seconds",
                dimensions: [("route", key.route), ("method", key.method), ("status", key.status)], factory: factory)
            timers[key] = timer
            return timer
        }
    }

    private static let methods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]
}
