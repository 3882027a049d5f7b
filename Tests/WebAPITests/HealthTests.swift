import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Testing

@testable import WebAPI

@Suite struct HealthTests {
    @Test("a process is ready when it waits for nothing, and never again once it stops")
    func states() {
        let health = HealthState(waitingFor: ["events", "database"])
        #expect(health.readiness == .notReady(["database: starting", "events: starting"]))
        health.markReady("database")
        health.markReady("events")
        #expect(health.readiness == .ready)
        health.markNotReady("database", reason: "no connection")
        #expect(health.readiness == .notReady(["database: no connection"]))
        health.markReady("database")
        health.markStopping()
        #expect(health.readiness == .notReady(["stopping"]))
    }

    @Test("the routes say so")
    func routes() async throws {
        let host = TestHost()
        let health = HealthState(waitingFor: ["database"])
        host.router.addHealthRoutes(health)
        #expect(try await host.send(.get, "/healthz").status == .ok)
        let starting = try await host.send(.get, "/readyz")
        #expect(starting.status == .serviceUnavailable)
        #expect(starting.json?["reasons"]?.arrayValue == [.string("database: starting")])
        health.markReady("database")
        #expect(try await host.send(.get, "/readyz").json?["status"]?.stringValue == "ready")
    }
}
