import JSON
import Postgres
import Testing

@testable import QueryAPI

@Suite("Parameters of the catalog")
struct CatalogParameterTests {
    /// Every parameter of every list, on each of the paths that give products.
    private static let lists: [(String, [Int64])] = [
        ("/api/products/featured/?category=clothing", [1]), ("/api/products/featured/?brand=globex", [6]),
        ("/api/products/featured/?on_sale=true", [1]), ("/api/products/featured/?featured=false", [6, 1]),
        ("/api/products/featured/?ordering=price", [1, 6]), ("/api/products/featured/?min_price=60", [6]),
        ("/api/products/featured/?search=shoes", [1]), ("/api/products/featured/?in_stock=false", []),
        ("/api/products/featured/?created_after=2026-01-02", [6]),
        ("/api/products/featured/?created_before=2026-01-02", [1]),
        ("/api/categories/clothing/products/?brand=acme", [3, 1]),
        ("/api/categories/clothing/products/?category=books", [3, 2, 1]),
        ("/api/categories/clothing/products/?on_sale=true&ordering=-price", [1, 3]),
        ("/api/categories/clothing/products/?out_of_stock=true", [2]),
        ("/api/categories/1/products/?max_price=50&ordering=name", [3, 1]),
        ("/api/categories/shoes/products/?featured=true", [1]),
        ("/api/categories/shoes/products/?search=sturdy", [2]),
        ("/api/categories/shoes/products/?created_before=2026-01-02T00:00:00Z", [1]),
        ("/api/brands/acme/products/?category=shoes", [1]), ("/api/brands/acme/products/?brand=globex", [3, 1]),
        ("/api/brands/acme/products/?ordering=-stock", [1, 3]), ("/api/brands/2/products/?in_stock=true", [6]),
        ("/api/brands/globex/products/?search=keyboard", [6]),
        ("/api/brands/acme/products/?min_price=30.00&max_price=30.00", [3]),
        ("/api/products/?ordering=relevance", [6, 4, 3, 2, 1]), ("/api/products/?featured=false", [6, 4, 3, 2, 1]),
        ("/api/products/?on_sale=false&out_of_stock=false", [6, 4, 3, 2, 1]),
        ("/api/products/?created_after=2026-01-03T00:00:00.000Z&created_before=2026-01-06", [4, 3]),
        ("/api/products/?created_after=2026-01-03T01:00:00%2B01:00", [6, 4, 3]),
        ("/api/products/?in_stock=&category=&search=%20&nonsense=1", [6, 4, 3, 2, 1]),
        ("/api/products/?ordering=price&ordering=-price", [6, 2, 1, 3, 4]),
    ]

    @Test("lists of featured products, of a category and of a brand take what every list of products takes")
    func products() async throws {
        try await QueryHost.run { host, _ in
            for (path, ids) in Self.lists {
                let whole = try await host.get(path)
                #expect(whole.status == 200 && whole.ids == ids, "\(path)")
                #expect(whole.json["count"]?.integerValue == Int64(ids.count), "\(path)")
                #expect(whole.json["next_cursor"] == nil && whole.json["next"]?.isNull == true, "\(path)")
                try await walk(host, path, ids)
            }
        }
    }

    @Test("however many categories and brands are named, known or not, one statement looks for each sort")
    func manyReferences() async throws {
        try await QueryHost.run { host, _ in
            let unknown = (1...50).map { "category=none-\($0)&brand=none-\($0)" }.joined(separator: "&")
            let before = host.levels.counters[.primaryReads]
            let nothing = try await host.get("/api/products/?\(unknown)")
            #expect(nothing.status == 200 && nothing.ids.isEmpty)
            #expect(host.levels.counters[.primaryReads] == before + 3, "categories, brands, the page")
            let known = "category=none-1&category=books&category=2&category=shoes&brand=none-1&brand=1"
            #expect(try await host.get("/api/products/?\(known)").ids == [1])
            #expect(try await Set(host.get("/api/products/?category=books&category=shoes").ids) == [1, 2, 4, 6])
        }
    }

    private static let malformed = [
        "/api/products/featured/?ordering=newest", "/api/products/?page_size=101", "/api/products/?page=0",
        "/api/products/?page=1&cursor=x", "/api/products/?search=\(String(repeating: "x", count: 201))",
        "/api/products/?min_price=1.999", "/api/products/?max_price=1000000000", "/api/products/?brand=%00",
        "/api/categories/shoes/products/?on_sale=1", "/api/brands/acme/products/?created_before=12:00",
        "/api/categories/?ordering=price", "/api/categories/?tree=yes", "/api/categories/?tree=true&page=0",
        "/api/categories/?parent=007", "/api/brands/?page=x",
    ]

    @Test("what no parameter can be is refused, wherever it is one")
    func refused() async throws {
        try await QueryHost.run { host, _ in
            for path in Self.malformed {
                let answer = try await host.get(path)
                #expect(answer.status == 422, "\(path)")
            }
        }
    }

    @Test("a list past 10,000 says that its count is an estimate, and walks on by cursor")
    func estimates() async throws {
        try await QueryHost.run { host, _ in
            for first in stride(from: Int64(1_001), to: 12_001, by: 1_000) {
                try await host.fixture.database.execute(
                    """
                    WITH made AS (
                        INSERT INTO products (id, name, slug, price, category_id, is_active)
                        SELECT n, 'Mass ' || n, 'mass-' || n, n, 3, true
                        FROM generate_series(\(first), \(first + 999)) AS n
                        RETURNING id)
                    INSERT INTO inventory (product_id, stock) SELECT id, 1 FROM made
                    """)
            }
            try await host.fixture.database.execute("ANALYZE products")
            let page = try await host.get("/api/products/?ordering=-price&page_size=100")
            #expect(page.json["count_is_estimate"]?.boolValue == true)
            let count = page.json["count"]?.integerValue ?? 0
            #expect((10_001...13_000).contains(count), "\(count)")
            let cursor = page.json["next_cursor"]?.stringValue ?? ""
            let next = try await host.get("/api/products/?ordering=-price&page_size=100&cursor=\(cursor)")
            #expect(next.ids.first == page.ids.last.map { $0 - 1 } && next.ids.count == 100)
            let exact = try await host.get("/api/products/?ordering=-price&max_price=100")
            #expect(exact.json["count_is_estimate"] == nil)
            #expect(try await host.get("/api/products/facets/").json["count"]?.integerValue == 11_005)
        }
    }

    /// One by one, by the links and by the cursors, of which every page with a next one has one.
    private func walk(_ host: QueryHost, _ path: String, _ ids: [Int64]) async throws {
        var (byLink, byCursor): ([Int64], [Int64]) = ([], [])
        var next: String? = "\(path)&page_size=1"
        while let link = next {
            let page = try await host.get(link)
            byLink += page.ids
            next = page.json["next"]?.stringValue
            #expect((page.json["next_cursor"] != nil) == (next != nil), "\(link)")
        }
        var cursor: String? = ""
        while let text = cursor {
            let page = try await host.get("\(path)&page_size=1&cursor=\(text)")
            byCursor += page.ids
            cursor = page.json["next_cursor"]?.stringValue
        }
        #expect(byLink == ids && byCursor == ids, "\(path)")
    }
}
