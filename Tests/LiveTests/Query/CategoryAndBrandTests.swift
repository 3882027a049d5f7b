import Domain
import Events
import JSON
import Postgres
import Testing

@testable import QueryAPI

@Suite("Categories and brands")
struct CategoryAndBrandTests {
    @Test("categories are found by name and parent, and count the active products of all below them")
    func categories() async throws {
        try await QueryHost.run { host, _ in
            for (parameters, ids) in [
                ("", [3, 1, 2]), ("ordering=-name", [2, 1, 3]), ("parent=root", [3, 1]), ("parent=clothing", [2]),
                ("parent=1", [2]), ("parent=unknown", []), ("search=oo", [3]), ("search=%25", []), ("search=SHO", [2]),
            ] as [(String, [Int64])] {
                #expect(try await host.get("/api/categories/?\(parameters)").ids == ids, "\(parameters)")
            }
            let counts = try await host.get("/api/categories/").json["results"]?.arrayValue?.map { $0["product_count"] }
            #expect(counts?.compactMap { $0?.integerValue } == [2, 3, 2])
        }
    }

    @Test(
        "cursors lead through categories and brands in every order, and are no pages",
        arguments: NameOrdering.allCases)
    func cursors(ordering: NameOrdering) async throws {
        try await QueryHost.run { host, _ in
            for path in ["/api/categories/", "/api/brands/"] {
                let list = "\(path)?ordering=\(ordering.rawValue)"
                var walked: [Int64] = []
                var next: String? = ""
                while let place = next {
                    let page = try await host.get("\(list)&page_size=1\(place)")
                    walked += page.ids
                    next = page.json["next_cursor"]?.stringValue.map { "&cursor=\($0)" }
                }
                #expect(try await host.get(list).ids == walked)
                #expect(try await host.get("\(list)&page_size=1&cursor=2").status == 400)
                #expect(try await host.get("\(list)&page_size=1&page=2").ids == [walked[1]])
            }
        }
    }

    @Test("a category shows its ancestors and children; hidden and unknown ones are not found")
    func category() async throws {
        try await QueryHost.run { host, _ in
            let shoes = try await host.get("/api/categories/shoes/")
            #expect(shoes.json["ancestors"]?.arrayValue?.map { $0["slug"]?.stringValue } == ["clothing"])
            let clothing = try await host.get("/api/categories/1/")
            #expect(clothing.json["children"]?.arrayValue?.map { $0["slug"]?.stringValue } == ["shoes"])
            for path in ["hidden", "4", "unknown", "99"] {
                #expect(try await host.get("/api/categories/\(path)/").status == 404, "\(path)")
            }
        }
    }

    @Test("the tree nests all active categories under their parents")
    func tree() async throws {
        try await QueryHost.run { host, _ in
            let tree = try await host.get("/api/categories/?tree=true")
            #expect(tree.ids == [3, 1])
            let clothing = tree.json["results"]?.arrayValue?.last
            #expect(clothing?["product_count"]?.integerValue == 3)
            #expect(clothing?["children"]?.arrayValue?.map { $0["name"]?.stringValue } == ["Shoes"])
        }
    }

    @Test("a renamed category shows at once, also on its products")
    func renamed() async throws {
        try await QueryHost.run { host, _ in
            let paths = ["/api/categories/", "/api/categories/2/", "/api/categories/?tree=true", "/api/products/1/"]
            for path in paths { _ = try await host.get(path) }
            let renamed = CategoryChange(id: CategoryID(2), path: [CategoryID(1), CategoryID(2)], movedProducts: false)
            try await host.change(.category(renamed), "UPDATE categories SET name = 'Footwear' WHERE id = 2")
            for path in paths { #expect(try await host.get(path).text.contains("Footwear"), "\(path)") }
        }
    }

    @Test("brands are listed, searched and shown with the number of their active products")
    func brands() async throws {
        try await QueryHost.run { host, _ in
            let brands = try await host.get("/api/brands/")
            #expect(brands.ids == [1, 2])
            #expect(try await host.get("/api/brands/?search=glob").ids == [2])
            #expect(try await host.get("/api/brands/acme/").json["product_count"]?.integerValue == 2)
            #expect(try await host.get("/api/brands/none/").status == 404)
        }
    }
}
