import Domain
import Hummingbird
import HummingbirdCore
import HummingbirdTesting
import Prometheus
import Synchronization
import TestSupport
import WebAPI

@testable import QueryAPI

/// A lane that learns and one that never does, before the same router.
struct QueryLanes: Sendable {
    static let origins: Set = ["https://shop.example"]

    let fast: FastLane
    /// Leaves everything to the router.
    let slow: FastLane
    private let metrics = PrometheusMetrics([])
    private let ended = EndedSessions()

    private final class EndedSessions: Sendable { let ids = Mutex<Set<SessionID>>([]) }

    init(_ levels: CacheLevels) {
        func lane(_ bytes: Int, _ metrics: PrometheusMetrics, _ ended: EndedSessions) -> FastLane {
            FastLane(
                levels: levels, allowedOrigins: Self.origins, limits: HTTPLimits(), bytes: bytes,
                metrics: RequestMetrics(factory: metrics),
                isRevoked: { session in ended.ids.withLock { $0.contains(session) } })
        }
        fast = lane(1 << 20, metrics, ended)
        slow = lane(0, metrics, ended)
    }

    /// A token is a user's id, which is the session's too; `<id>-expiring` is one that is over as soon as it was read.
    var authentication: Authentication {
        Authentication { [ended] token in
            let parts = token.split(separator: "-")
            guard let user = parts.first.flatMap({ UserID(parsing: $0) }) else { return nil }
            let session = SessionID(user.rawValue)
            guard !ended.ids.withLock({ $0.contains(session) }) else { return nil }
            let life: Int64 = parts.count > 1 ? 0 : 3600
            return Identity(
                user: user, session: session, role: .customer, expiresAt: Timestamp.now().adding(seconds: life))
        }
    }

    func end(_ session: Int64) { ended.ids.withLock { _ = $0.insert(SessionID(session)) } }

    /// How many answers a fast lane has given: nothing else counts here.
    var fastAnswers: Int {
        let lines = String(decoding: metrics.exposition(), as: UTF8.self).split(separator: "\n")
        let counts = lines.filter { $0.hasPrefix("tandem_http_request_duration_seconds_count") }
        return counts.reduce(0) { $0 + (Int($1.split(separator: " ").last ?? "") ?? 0) }
    }
}

extension QueryHost {
    /// Listens with a lane before the router, on a port of its own.
    func listening<Value: Sendable>(
        by lane: FastLane, before application: Application<RouterResponder<APIRequestContext>>? = nil,
        limits: HTTPLimits = HTTPLimits(), _ test: @escaping @Sendable (_ port: Int) async throws -> Value
    ) async throws -> Value {
        let server = Application(
            responder: (application ?? self.application).responder,
            server: HTTPServerBuilder { FastLaneChannel(lane, limits: limits, responder: $0) },
            configuration: limits.listener(host: "127.0.0.1", port: 0, logger: .quiet), logger: .quiet)
        return try await server.test(.live) { client in
            guard let port = client.port else { throw NeverHappened(what: "the server listens") }
            return try await test(port)
        }
    }
}
