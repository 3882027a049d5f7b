import Domain
import JSON
import Postgres
import Redis
import TestSupport
import Testing

@testable import CommandAPI
@testable import QueryAPI

@Suite("Dropping what is cached")
struct CacheDroppingTests {
    @Test("after a clear the next read is a miss and shows what PostgreSQL has, in this process and from Redis")
    func clear() async throws {
        try await QueryHost.run { host, _ in
            let paths = ["/api/products/1/", "/api/products/?ordering=price", "/api/categories/", "/api/brands/"]
            try await host.warm(paths)
            // Nobody wrote an event for this.
            try await host.fixture.database.execute("UPDATE products SET price = 100 WHERE id = 1")
            #expect(try await host.get(paths[0]).text.contains("\"price\":\"50.00\""))
            let done = try await host.drop(.everything)
            #expect(host.levels.validity.floor > done.afterPosition)
            for path in paths { #expect(try await host.get(path).cacheStatus == "tandem; fwd=miss", "\(path)") }
            #expect(try await host.get(paths[0]).text.contains("\"price\":\"1.00\""))
            #expect(try await host.get(paths[1]).ids.first == 1)
        }
    }

    @Test("a clear frees the memory of the first level")
    func memory() async throws {
        try await QueryHost.run { host, _ in
            try await host.warm(["/api/products/1/", "/api/categories/"])
            #expect(host.levels.l1.counts.entries > 0)
            try await host.drop(.everything)
            try await eventually("the first level is empty") { host.levels.l1.counts.entries == 0 }
        }
    }

    @Test("a clear reaches a reader whose Redis is away")
    func withoutRedis() async throws {
        try await QueryHost.run { host, server in
            try await host.warm(["/api/products/1/"])
            server.kill()
            try await host.drop(.everything)
            #expect(try await host.get("/api/products/1/").cacheStatus == "tandem; fwd=miss")
        }
    }

    @Test("one product is dropped with the lists it is on; other products and other lists stay")
    func oneProduct() async throws {
        try await QueryHost.run { host, _ in
            let list = "/api/products/?category=shoes", other = "/api/products/?category=books"
            try await host.warm(["/api/products/1/", "/api/products/4/", list, other, "/api/brands/acme/"])
            try await host.drop(.product(ProductID(1)))
            for path in ["/api/products/1/", list] { #expect(try await !host.get(path).isHit, "\(path)") }
            for path in ["/api/products/4/", other] { #expect(try await host.get(path).isHit, "\(path)") }
        }
    }

    @Test("all products are dropped, with all lists of them")
    func allProducts() async throws {
        try await QueryHost.run { host, _ in
            let paths = ["/api/products/1/", "/api/products/4/", "/api/products/", "/api/products/?brand=acme"]
            try await host.warm(paths)
            try await host.drop(.products)
            for path in paths { #expect(try await !host.get(path).isHit, "\(path)") }
        }
    }

    @Test("the categories are dropped, with whatever shows one; brands stay")
    func categories() async throws {
        try await QueryHost.run { host, _ in
            let paths = [
                "/api/categories/", "/api/categories/shoes/", "/api/categories/?tree=true", "/api/products/1/",
            ]
            try await host.warm(paths + ["/api/brands/"])
            try await host.drop(.categories)
            for path in paths { #expect(try await !host.get(path).isHit, "\(path)") }
            #expect(try await host.get("/api/brands/").isHit)
        }
    }
}

extension QueryHost {
    /// Reads each page until it is cached.
    fileprivate func warm(_ paths: [String]) async throws {
        for path in paths {
            try await eventually("\(path) is a hit") { try await get(path).isHit }
        }
    }

    /// Has something dropped, as command-api does it, and waits until this reader has done it.
    @discardableResult
    fileprivate func drop(_ target: DropCache.Target) async throws -> DropCache.Done {
        let (done, xid) = try await fixture.database.transaction { transaction in
            (try await DropCache(target: target).run(on: transaction), try await transaction.xid())
        }
        wake.signal()
        try await eventually("the reader has applied it") { levels.validity.hasApplied(transaction: xid) }
        return done
    }
}
