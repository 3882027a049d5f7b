import Domain
import Events
import HTTPTypes
import HummingbirdTesting
import JSON
import Testing
import WebAPI

@testable import CommandAPI

@Suite("Admin: products")
struct AdminProductTests {
    @Test("a product is made, read, changed and deleted")
    func lifeCycle() async throws {
        try await AdminHost.with { host in
            let shoes = try await host.makeCategory("Shoes")
            let brand = try await host.write(.post, "brands/", "{\"name\":\"Acme\"}")
            let created = try await host.send(
                .post, "products/",
                """
                {"name":" Red Boots ","description":"Warm","price":79.9,"compare_at_price":"99.00","stock":3,
                 "sku":"B-1","category":"shoes","brand":"acme","is_featured":true}
                """)
            #expect(created.status == .created)
            let product = try created.json
            #expect(created.headers[.location] == "/api/admin/products/\(product.id)/")
            #expect(product["name"] == .string("Red Boots"))
            #expect(product["slug"] == .string("red-boots"))
            #expect(product["price"] == .string("79.90"))
            #expect(product["stock"]?.integerValue == 3)
            #expect(product["in_stock"] == .bool(true))
            #expect(product["category"]?["id"]?.integerValue == shoes)
            #expect(product["brand"]?["id"]?.integerValue == brand.id)

            let changed = try await host.write(
                .patch, "products/\(product.id)/", "{\"name\":\"Blue Boots\",\"compare_at_price\":null,\"stock\":0}")
            #expect(changed["slug"] == .string("red-boots"))
            #expect(changed["compare_at_price"] == .null)
            #expect(changed["in_stock"] == .bool(false))
            #expect(changed["sku"] == .string("B-1"))

            let replaced = try await host.write(
                .put, "products/\(product.id)/",
                """
                {"name":"Boots","description":"","price":"5","stock":1,"category":\(shoes),"slug":"boots"}
                """)
            #expect(replaced["slug"] == .string("boots"))
            #expect(replaced["sku"] == .null)
            #expect(replaced["brand"] == .null)
            #expect(replaced["is_featured"] == .bool(false))

            let read = try await host.send(.get, "products/\(product.id)")
            #expect(try read.json == replaced)
            #expect(try await host.send(.delete, "products/\(product.id)/").status == .noContent)
            #expect(try await host.send(.get, "products/\(product.id)/").status == .notFound)
            #expect(try await host.send(.delete, "products/\(product.id)/").status == .notFound)
        }
    }

    @Test("what is wrong with a product is said field by field")
    func validation() async throws {
        try await AdminHost.with { host in
            let bad = try await host.send(
                .post, "products/",
                """
                {"name":"","price":"1.001","stock":-1,"category":"","slug":"No Slug","images":[],"description":null}
                """)
            #expect(bad.status == .unprocessableContent)
            let errors = try #require(try bad.json["errors"]?.objectValue)
            #expect(Set(errors.names) == ["name", "description", "price", "stock", "category", "slug", "images"])
            let unknown = try await host.send(
                .post, "products/",
                "{\"name\":\"A\",\"description\":\"\",\"price\":1,\"stock\":1,\"category\":\"none\"}")
            #expect(try unknown.json["errors"]?["category"] != nil)
            #expect(try await host.send(.get, "products/", role: .customer).status == .forbidden)
        }
    }

    @Test("slugs are numbered on collision, also when twenty are made at once")
    func slugRace() async throws {
        try await AdminHost.with { host in
            let category = try await host.makeCategory("Shoes")
            let slugs = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 1...20 {
                    group.addTask {
                        try await host.makeProduct("Boots", category: category)["slug"]?.stringValue ?? ""
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(slugs == Set(["boots"] + (2...20).map { "boots-\($0)" }))
            let hidden = try await host.makeProduct("90210", category: category)
            #expect(hidden["slug"] == .string("product-90210"))
        }
    }

    @Test("a slug or SKU that is taken is refused")
    func taken() async throws {
        try await AdminHost.with { host in
            let category = try await host.makeCategory("Shoes")
            _ = try await host.makeProduct("A", category: category, more: ",\"sku\":\"S\",\"slug\":\"one\"")
            let other = try await host.makeProduct("B", category: category)
            let body = "{\"name\":\"C\",\"description\":\"\",\"price\":1,\"stock\":1,\"category\":\(category)"
            #expect(try await host.send(.post, "products/", body + ",\"slug\":\"one\"}").problem == "slug-taken")
            #expect(try await host.send(.post, "products/", body + ",\"sku\":\"S\"}").problem == "sku-taken")
            let path = "products/\(other.id)/"
            #expect(try await host.send(.patch, path, "{\"slug\":\"one\"}").problem == "slug-taken")
            #expect(try await host.send(.patch, path, "{\"sku\":\"S\"}").problem == "sku-taken")
            #expect(try await host.send(.patch, path, "{\"sku\":\"S\"}").status == .conflict)
        }
    }

    @Test("If-Match of another state is refused; the stock is part of the state")
    func ifMatch() async throws {
        try await AdminHost.with { host in
            let category = try await host.makeCategory("Shoes")
            let path = "products/\(try await host.makeProduct("Boots", category: category).id)/"
            let etag = try #require(try await host.send(.get, path).headers[.eTag])
            try await host.write(.patch, "\(path)stock/", "{\"delta\":1}")
            for (method, body) in [(HTTPRequest.Method.patch, "{\"name\":\"X\"}"), (.delete, nil)] {
                #expect(
                    try await host.send(method, path, body, headers: [.ifMatch: etag]).status == .preconditionFailed)
            }
            let present = try #require(try await host.send(.get, path).headers[.eTag])
            let changed = try await host.send(.patch, path, "{\"name\":\"X\"}", headers: [.ifMatch: present])
            #expect(changed.status == .ok)
            #expect(changed.headers[.eTag] == (try await host.send(.get, path)).headers[.eTag])
        }
    }

    @Test("the stock is set or changed, never below zero")
    func stock() async throws {
        try await AdminHost.with { host in
            let category = try await host.makeCategory("Shoes")
            let product = try await host.makeProduct("Boots", category: category, stock: 5).id
            try await host.forgetEvents()
            let path = "products/\(product)/stock/"
            #expect(try await host.write(.patch, path, "{\"delta\":-5}")["stock"]?.integerValue == 0)
            let refused = try await host.send(.patch, path, "{\"delta\":-1}")
            #expect(refused.status == .conflict)
            #expect(refused.problem == "insufficient-stock")
            #expect(try await host.write(.patch, path, "{\"stock\":7}")["stock"]?.integerValue == 7)
            try await host.write(.patch, path, "{\"stock\":7}")
            #expect(try await host.send(.patch, path, "{}").status == .unprocessableContent)
            #expect(try await host.send(.patch, path, "{\"stock\":1,\"delta\":1}").status == .unprocessableContent)

            let events = try await host.events()
            #expect(events.map(\.kind) == ["stock.changed", "stock.changed"])
            #expect(events.map { $0.payload["version"]?.integerValue } == [2, 3])
            #expect(events.map { $0.payload["crossed_zero"] } == [.bool(true), .bool(true)])
            #expect(events.first?.payload.integers("categories") == [category])
        }
    }

    @Test("an event says what really changed, between the old places and the new; nothing changed is no event")
    func events() async throws {
        try await AdminHost.with { host in
            let shoes = try await host.makeCategory("Shoes")
            let winter = try await host.makeCategory("Winter", parent: shoes)
            let sale = try await host.makeCategory("Sale")
            let product = try await host.makeProduct("Boots", category: winter).id
            try await host.forgetEvents()
            let path = "products/\(product)/"
            try await host.write(.patch, path, "{\"name\":\"Boots\",\"price\":\"10.00\",\"stock\":5}")
            #expect(try await host.events().isEmpty)
            try await host.write(.patch, path, "{\"price\":\"9.00\"}")
            try await host.write(.patch, path, "{\"category\":\(sale),\"stock\":6}")

            let events = try await host.events()
            #expect(events.map(\.kind) == ["product.changed", "product.changed", "stock.changed"])
            #expect(events[0].payload.integers("attributes") == [Int64(Events.Tag.Attribute.price.rawValue)])
            #expect(events[0].payload.integers("categories") == [shoes, winter])
            #expect(events[1].payload.integers("attributes") == [Int64(Events.Tag.Attribute.membership.rawValue)])
            #expect(events[1].payload.integers("categories") == [shoes, winter, sale])
        }
    }

    @Test("an ordered product is deactivated instead of deleted")
    func orderedProduct() async throws {
        try await AdminHost.with { host in
            let category = try await host.makeCategory("Shoes")
            let product = try await host.makeProduct("Boots", category: category).id
            _ = try await host.placeOrder(of: product, quantity: 1)
            #expect(try await host.send(.delete, "products/\(product)/").status == .noContent)
            let kept = try await host.send(.get, "products/\(product)/")
            #expect(try kept.json["is_active"] == .bool(false))
        }
    }

    @Test("the list is filtered, searched, ordered and paged")
    func list() async throws {
        try await AdminHost.with { host in
            let shoes = try await host.makeCategory("Shoes")
            let winter = try await host.makeCategory("Winter", parent: shoes)
            let hats = try await host.makeCategory("Hats")
            for (name, category, stock) in [("Boots", winter, 5), ("Sandals", shoes, 0), ("Cap 100%", hats, 9)] {
                _ = try await host.makeProduct(name, category: category, stock: stock)
            }
            func names(_ query: String) async throws -> [String] {
                let page = try await host.send(.get, "products/?\(query)").json
                return page["results"]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
            }
            #expect(try await names("") == ["Cap 100%", "Sandals", "Boots"])
            #expect(try await names("category=shoes&ordering=name") == ["Boots", "Sandals"])
            #expect(try await names("category=winter&category=\(hats)&ordering=-name") == ["Cap 100%", "Boots"])
            #expect(try await names("in_stock=false") == ["Sandals"])
            #expect(try await names("search=BOO") == ["Boots"])
            #expect(try await names("search=cap%20100%25") == ["Cap 100%"])
            #expect(try await names("search=_").isEmpty)
            #expect(try await names("category=none").isEmpty)
            #expect(try await names("ordering=stock&page_size=1&page=2") == ["Boots"])
            let page = try await host.send(.get, "products/?ordering=stock&page_size=2").json
            #expect(page["count"]?.integerValue == 3)
            #expect(page["next"] == .string("/api/admin/products/?ordering=stock&page=2&page_size=2"))
            #expect(try await host.send(.get, "products/?page=9").status == .notFound)
            #expect(try await host.send(.get, "products/?ordering=colour").status == .unprocessableContent)
        }
    }

    @Test("a walk by cursor meets every product once, in each order, whatever is made meanwhile")
    func cursors() async throws {
        try await AdminHost.with { host in
            let category = try await host.makeCategory("Shoes")
            for number in 1...9 {
                _ = try await host.makeProduct("Boots \(number % 3)", category: category, stock: number % 2)
            }
            for ordering in ListProducts.Ordering.allCases {
                var next: String? = "/api/admin/products/?ordering=\(ordering.rawValue)&page_size=2&is_active=true"
                var seen: [Int64] = []
                while let path = next {
                    let page = try await host.send(.get, String(path.dropFirst("/api/admin/".count))).json
                    seen += page["results"]?.arrayValue?.map(\.id) ?? []
                    next = page["next_cursor"]?.stringValue.map {
                        "/api/admin/products/?ordering=\(ordering.rawValue)&page_size=2&is_active=true&cursor=\($0)"
                    }
                }
                let whole = try await host.send(.get, "products/?ordering=\(ordering.rawValue)&page_size=100").json
                #expect(seen == whole["results"]?.arrayValue?.map(\.id), "\(ordering.rawValue)")
            }
            let cursor = try await host.send(.get, "products/?page_size=2").json["next_cursor"]?.stringValue ?? ""
            let other = try await host.send(.get, "products/?page_size=2&in_stock=true&cursor=\(cursor)")
            #expect(other.problem == "bad-cursor")
            let following = try await host.send(.get, "products/?page_size=2&cursor=\(cursor)").json
            #expect(following["next"]?.stringValue?.contains("cursor=") == true)
        }
    }
}
