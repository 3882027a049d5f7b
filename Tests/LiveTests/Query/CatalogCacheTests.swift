import Domain
import Events
import HTTPTypes
import Postgres
import Redis
import TestSupport
import Testing
import WebAPI

@testable import QueryAPI

@Suite("The catalog's cache")
struct CatalogCacheTests {
    private let list = "/api/products/?ordering=price"

    @Test("two hundred requests for one page at once are one list query and one query for its products")
    func singleFlight() async throws {
        try await QueryHost.run { host, _ in
            let bodies = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<200 { group.addTask { try await host.get(list).text } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(bodies.count == 1)
            #expect(host.levels.counters[.fills] == 1 + 5)
        }
    }

    @Test("the second request is a hit with the same bytes; with its entity tag it is 304")
    func hits() async throws {
        try await QueryHost.run { host, _ in
            let first = try await host.get(list)
            let second = try await host.get("/api/products?utm_source=x&ordering=price&page=1")
            #expect(first.cacheStatus == "tandem; fwd=miss" && second.cacheStatus == "tandem; hit")
            #expect(first.text == second.text && first.headers[.eTag] == second.headers[.eTag])
            let known = try await host.get(list, headers: [.ifNoneMatch: first.headers[.eTag] ?? ""])
            #expect(known.status == 304 && known.text.isEmpty && known.headers[.eTag] == first.headers[.eTag])
            #expect(host.levels.counters[.hits] == 2 && host.levels.counters[.misses] == 1)
        }
    }

    @Test("a sale shows at once, in the list and on the product's page, without any SQL")
    func sale() async throws {
        try await QueryHost.run { host, _ in
            _ = try await host.get(list)
            _ = try await host.get("/api/products/red-running-shoes/")
            let fills = host.levels.counters[.fills]
            for left in (0..<10).reversed() {
                try await host.sell(1, 1, left: left, version: Int64(11 - left))
                for path in [list, "/api/products/1/", "/api/products/red-running-shoes/"] {
                    let answer = try await host.get(path)
                    #expect(answer.text.contains("\"stock\":\(left),\"in_stock\":\(left > 0)"), "\(path)")
                    #expect(answer.isHit, "\(path)")
                }
            }
            #expect(host.levels.counters[.fills] == fills)
            // One that was heard of before it had its position is written twice.
            #expect(host.levels.counters[.stockPatches] >= 10)
        }
    }

    @Test("a new price reorders the lists that it may reorder, and no other is read again")
    func price() async throws {
        try await QueryHost.run { host, _ in
            #expect(try await host.get(list).ids == [4, 3, 1, 2, 6])
            _ = try await host.get("/api/products/?category=books")
            _ = try await host.get("/api/products/?ordering=name")
            try await host.setPrice(1, to: 100)
            let reordered = try await host.get(list)
            #expect(reordered.ids == [1, 4, 3, 2, 6] && reordered.text.contains("\"price\":\"1.00\""))
            #expect(try await host.get("/api/products/?category=books").isHit)
            let fills = host.levels.counters[.fills]
            #expect(try await host.get("/api/products/?ordering=name").text.contains("\"price\":\"1.00\""))
            #expect(host.levels.counters[.fills] == fills)
        }
    }

    @Test("an old entry that comes back into Redis is not believed")
    func oldCopyInRedis() async throws {
        try await QueryHost.run { host, _ in
            _ = try await host.get("/api/products/1/")
            try await eventually("the entry is in Redis") { host.levels.l2.isIdle }
            let key = CacheKey.product(ProductID(1)).redisKey(prefix: "tandem:cache:2:USD:")
            let old = try #require(try await host.redis.get(key))
            try await host.setPrice(1, to: 100)
            try await host.redis.set(key, old, expiry: .seconds(60))
            host.levels.l1.removeAll()
            #expect(try await host.get("/api/products/1/").text.contains("\"price\":\"1.00\""))
        }
    }

    @Test("another process is served from Redis without SQL")
    func sharedLevel() async throws {
        try await QueryHost.run { host, _ in
            _ = try await host.get(list)
            try await eventually("the entries are in Redis") { host.levels.l2.isIdle }
            let fills = host.levels.counters[.fills]
            host.levels.l1.removeAll()
            #expect(try await host.get(list).cacheStatus == "tandem; hit; detail=l2")
            #expect(host.levels.counters[.fills] == fills)
        }
    }

    @Test("what is unknown is remembered as unknown, until it appears")
    func absences() async throws {
        try await QueryHost.run { host, _ in
            for path in ["/api/products/no-such/", "/api/products/99/", "/api/products/5/", "/api/products/007/"] {
                #expect(try await host.get(path).status == 404, "\(path)")
            }
            let fills = host.levels.counters[.fills]
            for path in ["/api/products/no-such/", "/api/products/99/", "/api/products/5/"] {
                #expect(try await host.get(path).status == 404, "\(path)")
            }
            #expect(host.levels.counters[.fills] == fills)
            try await host.change(
                SampleShop.changed(5, [.membership]),
                "UPDATE products SET is_active = true, slug = 'no-such' WHERE id = 5")
            #expect(try await host.get("/api/products/5/").status == 200)
            #expect(try await host.get("/api/products/no-such/").status == 200)
        }
    }

    @Test("a read that brings a write's token sees that write, whatever is cached")
    func readAfterWrite() async throws {
        try await QueryHost.run { host, _ in
            for cents in Int64(1)...20 {
                _ = try await host.get("/api/products/1/")
                let xid = try await host.commit(
                    SampleShop.changed(1, [.price]), "UPDATE products SET price = \(cents) WHERE id = 1")
                let answer = try await host.get("/api/products/1/", headers: [.readAfter: ReadAfter(xid: xid).text])
                #expect(answer.text.contains("\"price\":\"0.\(cents < 10 ? "0" : "")\(cents)\""))
            }
        }
    }
}
