import CoreMetrics
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Prometheus
import TestSupport
import Testing

@testable import WebAPI

@Suite("Requests' metrics")
struct RequestMetricsTests {
    private static let name = "tandem_http_request_duration_seconds"

    @Test("requests are counted by their route's pattern, method and class of status, however many paths there are")
    func bounded() async throws {
        let metrics = PrometheusMetrics([])
        let host = TestHost(metrics: metrics)
        for number in 0..<20 { _ = try await host.send(.get, "/api/things/\(number)/") }
        for number in 0..<20 { _ = try await host.send(.get, "/nothing/\(number)") }
        _ = try await host.send(.head, "/api/things/1")
        _ = try await host.send(.get, "/api/mine")
        _ = try await host.send(.init("BREW") ?? .get, "/api/things")
        _ = try await host.send(.get, "/surprise")
        let exposition = try Exposition(bytes: metrics.exposition())
        let counts = exposition.families[Self.name]?.samples.filter { $0.name.hasSuffix("_count") } ?? []
        func count(_ route: String, _ method: String, _ status: String) -> Double? {
            counts.first { $0.labels == ["route": route, "method": method, "status": status] }?.value
        }
        #expect(count("/api/things/{id}", "GET", "2xx") == 20)
        #expect(count("unmatched", "GET", "4xx") == 20)
        #expect(count("/api/things/{id}", "HEAD", "2xx") == 1)
        #expect(count("/api/mine", "GET", "4xx") == 1)
        #expect(count("unmatched", "other", "4xx") == 1)
        #expect(count("/surprise", "GET", "5xx") == 1)
        #expect(counts.count == 6)
    }

    @Test("a host without metrics counts nothing, and answers the same")
    func without() async throws {
        #expect(try await TestHost().send(.get, "/api/things/1").status == .ok)
    }

    @Test("the management address answers with the metrics, of requests to the host alone")
    func management() async throws {
        let metrics = PrometheusMetrics([])
        metrics.makeCounter(label: "things", dimensions: []).increment(by: 3)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let application = ManagementServer(
            host: "127.0.0.1", port: 0, health: HealthState(waitingFor: []), logger: logger,
            metrics: (ExpositionFormat.contentType, metrics.exposition)
        ).application
        let answer = try await application.test(.router) { client in
            _ = try await client.execute(uri: "/readyz", method: .get)
            return try await client.execute(uri: "/metrics", method: .get)
        }
        #expect(answer.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        let exposition = try Exposition(String(buffer: answer.body))
        #expect(exposition.value("things") == 3 && exposition.families[Self.name] == nil)
    }
}
