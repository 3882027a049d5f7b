import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import QueryAPI

@Suite("query-api when its servers are away")
struct QueryOutageTests {
    @Test("without Redis, and with a Redis that hangs, everything is answered, and freshly")
    func redisAway() async throws {
        try await QueryHost.run(redisDeadline: .milliseconds(500)) { host, server in
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

    @Test("without Redis, a sale that has no position yet is shown all the same, without any SQL")
    func saleWithoutPosition() async throws {
        try await QueryHost.run(redisDeadline: .milliseconds(500)) { host, server in
            _ = try await host.get("/api/products/")
            server.stop()
            try await eventually("it reads the log") { host.levels.validity.freshness == .direct }
            let fills = host.levels.counters[.fills]
            try await host.fixture.database.transaction { transaction in
                // Nobody can give positions meanwhile.
                _ = try await transaction.one("SELECT position FROM event_head FOR UPDATE", as: Int64.self)
                try await host.commit(
                    QueryHost.sold(1, left: 9, version: 2),
                    "UPDATE inventory SET stock = 9, version = version + 1 WHERE product_id = 1")
                try await eventually("the list shows it") {
                    let list = try await host.get("/api/products/")
                    #expect(list.isHit)
                    return list.text.contains("\"stock\":9,")
                }
            }
            #expect(host.levels.counters[.fills] == fills)
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
