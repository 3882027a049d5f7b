import Domain
import HTTPTypes
import HummingbirdTesting
import JSON
import Postgres
import Testing
import WebAPI

@testable import CommandAPI

@Suite("Admin: caches")
struct CacheRoutesTests {
    private static let mutations = ["cache/clear/", "cache/invalidate-products/", "cache/invalidate-categories/"]

    @Test("statistics say so when Redis is away, and answer with what is known")
    func statisticsWithoutRedis() async throws {
        try await AdminHost.with { host in
            let answer = try await host.send(.get, "cache/stats/")
            let json = try answer.json
            #expect(answer.status == .ok && answer.headers[.cacheControl] == "no-store")
            #expect(json["position"]?.integerValue == 0 && json["instances"]?.arrayValue == [])
            #expect(json["redis"]?["available"]?.boolValue == false && json["redis"]?["keys"]?.isNull == true)
            #expect(json["total"]?["hits"]?.integerValue == 0 && json["total"]?["hit_ratio"]?.isNull == true)
        }
    }

    @Test("each command writes its event, and says what was asked and after which position it comes")
    func events() async throws {
        try await AdminHost.with { host in
            let shoes = try await host.makeCategory("Shoes")
            let boots = try await host.makeCategory("Boots", parent: shoes)
            let product = try await host.makeProduct("Boot", category: boots).id
            try await host.forgetEvents()
            let asked = [
                try await host.write(.post, "cache/clear/", "{}"),
                try await host.write(.post, "cache/invalidate-products/", "{}"),
                try await host.write(.post, "cache/invalidate-products/", #"{"product_id":null}"#),
                try await host.write(.post, "cache/invalidate-products/", #"{"product_id":\#(product)}"#),
                try await host.write(.post, "cache/invalidate-categories/", "{}"),
            ]
            #expect(asked.map { $0["scope"]?.stringValue } == ["all", "products", "products", "product", "categories"])
            #expect(asked[3]["product_id"]?.integerValue == product && asked[0]["product_id"]?.isNull == true)
            #expect(asked.allSatisfy { $0["after_position"]?.integerValue == 0 })
            let audited = try await host.database.query(
                "SELECT action, after->>'scope' FROM audit WHERE object_kind = 'cache' ORDER BY id",
                as: (String, String).self)
            #expect(audited.map(\.0) == ["cache.clear"] + Array(repeating: "cache.invalidate", count: 4))
            #expect(audited.map(\.1) == ["all", "products", "products", "product", "categories"])
            let events = try await host.events()
            #expect(events.map(\.kind) == ["cache.cleared"] + Array(repeating: "cache.invalidated", count: 4))
            #expect(events[3].payload.integers("categories") == [shoes, boots])
        }
    }

    @Test("a command without a body is taken", arguments: mutations)
    func withoutBody(path: String) async throws {
        try await AdminHost.with { host in
            let answer = try await host.send(.post, path)
            #expect(answer.status == .ok && answer.headers[.readAfter] != nil)
        }
    }

    @Test(
        "what is not understood changes nothing",
        arguments: [
            ("cache/clear/", #"{"all":true}"#, 422), ("cache/clear/", "[]", 422), ("cache/clear/", "{", 400),
            ("cache/invalidate-products/", #"{"product_id":0}"#, 422),
            ("cache/invalidate-products/", #"{"product_id":"1"}"#, 422),
            ("cache/invalidate-products/", #"{"product_id":1.5}"#, 422),
            ("cache/invalidate-products/", #"{"product":1}"#, 422),
            ("cache/invalidate-products/", #"{"product_id":99}"#, 404),
            ("cache/invalidate-categories/", #"{"category_id":1}"#, 422),
        ])
    func refused(path: String, body: String, status: Int) async throws {
        try await AdminHost.with { host in
            let answer = try await host.send(.post, path, body)
            #expect(answer.status.code == status)
            #expect(try await host.events().isEmpty)
        }
    }

    @Test("a customer may do none of it", arguments: mutations + ["cache/stats/"])
    func customers(path: String) async throws {
        try await AdminHost.with { host in
            let method: HTTPRequest.Method = path == "cache/stats/" ? .get : .post
            let answer = try await host.send(method, path, method == .post ? "{}" : nil, role: .customer)
            #expect(answer.status == .forbidden)
            #expect(try await host.events().isEmpty)
        }
    }
}
