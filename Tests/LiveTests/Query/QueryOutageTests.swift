import HTTPTypes
import Testing

@testable import QueryAPI

@Suite("query-api when its servers are away")
struct QueryOutageTests {
    @Test("without Redis, and with a Redis that hangs, everything is answered, and freshly")
    func redisAway() async throws {
        try await QueryHost.run { host, server in
            _ = try await host.get("/api/products/")
            server.stop()
            #expect(try await host.get("/api/products/?ordering=name").status == 200)
            try await host.setPrice(1, to: 100)
            #expect(try await host.get("/api/products/1/").text.contains("\"price\":\"1.00\""))
            server.resume()
            server.kill()
            try await host.setPrice(1, to: 200)
            #expect(try await host.get("/api/products/1/").text.contains("\"price\":\"2.00\""))
            #expect(try await host.get("/api/brands/").status == 200)
        }
    }

    @Test("without PostgreSQL, warm pages are served, outdated ones with a label, and cold ones are refused for now")
    func databaseAway() async throws {
        try await QueryHost.run { host, _ in
            _ = try await host.get("/api/products/")
            _ = try await host.get("/api/brands/acme/")
            await host.stopReading()
            #expect(try await host.get("/api/products/").cacheStatus == "tandem; hit")
            try await host.setPrice(1, to: 100)
            let outdated = try await host.get("/api/products/")
            #expect(outdated.status == 200 && outdated.cacheStatus == "tandem; hit; detail=stale")
            #expect(outdated.headers[.age] != nil)
            let cold = try await host.get("/api/products/?ordering=name")
            #expect(cold.status == 503 && cold.headers[.retryAfter] != nil)
        }
    }
}
