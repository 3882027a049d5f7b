import Domain
import Events
import Testing
import WebAPI

@testable import QueryAPI

@Suite("What a product list is asked for")
struct ProductListQueryTests {
    @Test(
        "the order of parameters, unknown ones and other notations make no other key",
        arguments: [
            ("brand=a&category=b", "category=b&brand=a"),
            ("category=b&category=a", "category=a&category=b&category=a"),
            ("min_price=5", "min_price=5.00&utm_source=mail"),
            ("page=1&ordering=-created_at", ""),
            ("in_stock=false", "out_of_stock=true"),
            ("search=Red%20Shoes", "search=red+++shoes&ordering=relevance"),
            ("ordering=relevance", ""),
            ("featured=false", ""),
        ])
    func sameKey(one: String, other: String) throws {
        #expect(try query(one).pageKey == query(other).pageKey)
    }

    @Test(
        "what differs has another key",
        arguments: [
            ("page=2", ""), ("page_size=20", ""), ("ordering=name", "ordering=-name"), ("search=red", ""),
            ("created_after=2026-01-01T00:00:00.000001Z", "created_after=2026-01-01"), ("search=-", ""),
        ])
    func otherKey(one: String, other: String) throws {
        #expect(try query(one).pageKey != query(other).pageKey)
    }

    @Test("links repeat the parameters in the one form")
    func links() throws {
        #expect(
            try query("utm=1&max_price=9&category=b&category=a").identity
                == "/api/products/?category=a&category=b&max_price=9.00")
    }

    @Test(
        "a list carries a tag for each thing that its place depends on",
        arguments: [
            ("", [.membership]), ("min_price=1", [.membership, .price]), ("on_sale=true", [.membership, .price]),
            ("ordering=-price", [.membership, .price]), ("ordering=name", [.membership, .name]),
            ("in_stock=true", [.membership, .availability]), ("ordering=stock", [.membership, .stock]),
        ] as [(String, [Events.Tag.Attribute])])
    func tags(text: String, attributes: [Events.Tag.Attribute]) throws {
        let query = try query(text)
        #expect(query.tags(ProductScope()) == attributes.map { Events.Tag($0, .all) })
        let category = CategoryScope(id: CategoryID(4), slug: "x", subtree: [CategoryID(4), CategoryID(5)])
        let scope = ProductScope(categories: [category], brands: [BrandID(1)])
        #expect(query.tags(scope) == attributes.map { Events.Tag($0, .category(CategoryID(4))) })
    }

    @Test("all that is wrong is told at once")
    func refusals() throws {
        let problem = try #require(throws: Problem.self) {
            try query("min_price=abc&in_stock=maybe&ordering=bogus&page_size=101&created_after=soon&category=007")
        }
        for field in ["min_price", "in_stock", "ordering", "page_size", "created_after", "category"] {
            #expect(!problem.errors[field].isEmpty, "\(field)")
        }
    }

    private func query(_ text: String) throws -> ProductListQuery {
        var parameters = QueryParameters(query: text)
        let currency = try #require(Currency(code: "USD"))
        return try ProductListQuery(&parameters, path: "/api/products/", currency: currency)
    }
}
