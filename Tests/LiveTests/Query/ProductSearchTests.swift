import Domain
import Events
import JSON
import Postgres
import Testing
import WebAPI

@testable import QueryAPI

@Suite("Product search")
struct ProductSearchTests {
    private static let searches: [(String, Set<Int64>)] = [
        ("shoes", [1, 2]), ("shoes+running", [1]), ("run+sho", [1]), ("SHOES", [1, 2]),
        ("ab-12/x", [1]), ("AB12X", [1]), ("ab+12", [1]), ("gx7", [2]),
        ("acme", [1, 3]), ("acme+shirt", [3]), ("mesh", [1]),
        ("mens", [6]), ("men's", [6]), ("men%E2%80%99s+keyboard", [6]), ("caf%C3%A9", [4]), ("cafe%CC%81", [4]),
        ("cafe", [4]), ("keybord", [6]), ("keyborad", [6]), ("runing+shose", [1]), ("globx", [2, 6]),
        ("xyzzyplugh", []), ("boots", []), ("-/-", []), ("%27%29%3B--", []), ("%5C", []), ("a%26!b", []),
    ]

    @Test("words in any order, prefixes, SKUs with and without punctuation, small typos; and nothing else")
    func finds() async throws {
        try await QueryHost.run { host, _ in
            for (search, ids) in Self.searches {
                let found = try await host.get("/api/products/?search=\(search)")
                #expect(found.status == 200, "\(search)")
                #expect(Set(found.ids) == ids, "\(search)")
            }
        }
    }

    @Test("a search goes with filters, orders and cursors")
    func combines() async throws {
        try await QueryHost.run { host, _ in
            #expect(try await host.get("/api/products/?search=shoes&brand=globex").ids == [2])
            #expect(try await host.get("/api/products/?search=shoes&ordering=-price").ids == [2, 1])
            #expect(try await host.get("/api/products/?search=shoos&ordering=price").ids == [1, 2])
            let best = try await host.get("/api/products/?search=acme&page_size=1")
            let cursor = best.json["next_cursor"]?.stringValue ?? ""
            let rest = try await host.get("/api/products/?search=acme&page_size=1&cursor=\(cursor)")
            #expect(Set(best.ids + rest.ids) == [1, 3])
            #expect(rest.json["next"]?.isNull == true)
        }
    }

    @Test("a list that forgives typos rests on the finding that nothing matches exactly, too")
    func basis() async throws {
        try await QueryHost.run { host, _ in
            var bases: [Int] = []
            for search in ["shoes", "shoos"] {
                _ = try await host.get("/api/products/?search=\(search)")
                var parameters = QueryParameters(query: "search=\(search)")
                let query = try ProductListQuery(&parameters, path: "/api/products/", currency: SampleShop.currency)
                let entry: Entry<ProductList>? = host.levels.l1.entry(query.listKey)
                bases.append(entry?.stamped.basis.count ?? 0)
            }
            #expect(bases == [1, 2])
        }
    }

    @Test("a renamed brand is found under its new name at once")
    func followsBrands() async throws {
        try await QueryHost.run { host, _ in
            #expect(try await host.get("/api/products/?search=initech").ids.isEmpty)
            try await host.change(.brand(.init(1)), "UPDATE brands SET name = 'Initech' WHERE id = 1")
            #expect(try await Set(host.get("/api/products/?search=initech").ids) == [1, 3])
        }
    }
}
