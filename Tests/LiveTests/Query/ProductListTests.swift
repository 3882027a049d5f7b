import JSON
import Testing

@testable import QueryAPI

@Suite("Product lists")
struct ProductListTests {
    private static let lists: [(String, [Int64])] = [
        ("", [6, 4, 3, 2, 1]),
        ("ordering=created_at", [1, 2, 3, 4, 6]),
        ("ordering=price", [4, 3, 1, 2, 6]), ("ordering=-price", [6, 2, 1, 3, 4]),
        ("ordering=name", [2, 4, 3, 6, 1]), ("ordering=-name", [1, 6, 3, 4, 2]),
        ("ordering=stock", [2, 4, 3, 6, 1]), ("ordering=-stock", [1, 6, 3, 4, 2]),
        ("category=clothing", [3, 2, 1]), ("category=2", [2, 1]), ("category=shoes&category=books", [6, 4, 2, 1]),
        ("category=unknown", []), ("category=unknown&category=2", [2, 1]), ("category=hidden", []),
        ("brand=acme", [3, 1]), ("brand=1&brand=globex", [6, 3, 2, 1]), ("brand=77", []),
        ("min_price=50", [6, 2, 1]), ("max_price=30.00", [4, 3]), ("min_price=20&max_price=30", [4, 3]),
        ("in_stock=true", [6, 4, 3, 1]), ("in_stock=false", [2]), ("out_of_stock=true", [2]),
        ("in_stock=true&out_of_stock=true", []),
        ("featured=true", [6, 1]), ("on_sale=true", [3, 1]),
        ("created_after=2026-01-03", [6, 4, 3]), ("created_before=2026-01-03T00:00:00Z", [2, 1]),
        ("category=clothing&brand=acme&ordering=price&in_stock=true", [3, 1]),
    ]

    @Test("every filter and every order gives the right products, by pages and by cursors")
    func filters() async throws {
        try await QueryHost.run { host, _ in
            for (parameters, ids) in Self.lists {
                let whole = try await host.get("/api/products/?\(parameters)")
                #expect(whole.ids == ids, "\(parameters)")
                #expect(whole.json["count"]?.integerValue == Int64(ids.count), "\(parameters)")
                let paged = "/api/products/?\(parameters)&page_size=2"
                #expect(try await walk(host, paged) == ids, "\(parameters)")
                #expect(try await walkByCursor(host, paged) == ids, "\(parameters)")
            }
        }
    }

    @Test("a page past the end is not found, the first page of nothing is empty")
    func ends() async throws {
        try await QueryHost.run { host, _ in
            #expect(try await host.get("/api/products/?page=2").status == 404)
            #expect(try await host.get("/api/products/?page=2147483647&page_size=100").status == 404)
            let empty = try await host.get("/api/products/?brand=77")
            #expect(empty.status == 200 && empty.ids.isEmpty)
            #expect(empty.json["next"]?.isNull == true && empty.json["next_cursor"] == nil)
        }
    }

    @Test("a cursor is refused with other filters, and when it was changed")
    func cursors() async throws {
        try await QueryHost.run { host, _ in
            let first = try await host.get("/api/products/?page_size=2&ordering=price")
            let cursor = try #require(first.json["next_cursor"]?.stringValue)
            #expect(try await host.get("/api/products/?ordering=price&cursor=\(cursor)").ids == [1, 2, 6])
            for query in [
                "ordering=-price&cursor=\(cursor)", "brand=acme&ordering=price&cursor=\(cursor)",
                "ordering=price&cursor=A\(cursor)", "cursor=nonsense",
            ] {
                let refused = try await host.get("/api/products/?\(query)")
                #expect(
                    refused.status == 400 && refused.json["type"]?.stringValue == "/problems/bad-cursor", "\(query)")
            }
        }
    }

    @Test("the lists of a category, of a brand and of what is featured are lists like the others")
    func narrowed() async throws {
        try await QueryHost.run { host, _ in
            let clothing = try await host.get("/api/categories/clothing/products/")
            #expect(clothing.ids == [3, 2, 1])
            #expect(try await host.get("/api/brands/1/products?ordering=price").ids == [3, 1])
            #expect(
                try await host.get("/api/products/featured/?page_size=1").json["next"]?.stringValue
                    == "/api/products/featured/?page=2&page_size=1")
            #expect(try await walk(host, "/api/products/featured/?page_size=1") == [6, 1])
            #expect(try await host.get("/api/categories/unknown/products/").status == 404)
            #expect(try await host.get("/api/categories/hidden/products/").status == 404)
        }
    }

    /// The ids of all pages, following the links.
    private func walk(_ host: QueryHost, _ path: String) async throws -> [Int64] {
        var ids: [Int64] = []
        var next: String? = path
        while let path = next {
            let page = try await host.get(path)
            #expect(page.status == 200, "\(path)")
            ids += page.ids
            next = page.json["next"]?.stringValue
        }
        return ids
    }

    private func walkByCursor(_ host: QueryHost, _ path: String) async throws -> [Int64] {
        let first = try await host.get(path)
        guard let cursor = first.json["next_cursor"]?.stringValue else { return first.ids }
        return try await first.ids + walk(host, "\(path)&cursor=\(cursor)")
    }
}
