import Domain
import Events
import HTTPTypes
import JSON
import Postgres
import Testing

@testable import CommandAPI
@testable import QueryAPI

@Suite("Old slugs")
struct OldSlugTests {
    private static let shoes = "/api/products/red-running-shoes/"

    @Test("a product is found by every slug it ever had, at once by the present one, with the query kept")
    func products() async throws {
        try await QueryHost.run { host, _ in
            #expect(try await host.get(Self.shoes).status == 200)
            try await rename(1, to: "scarlet-shoes", host)
            try await rename(1, to: "crimson-shoes", host)
            for old in ["red-running-shoes", "scarlet-shoes"] {
                let moved = try await host.get("/api/products/\(old)?a=%20b&c")
                #expect(moved.status == 301 && moved.text.isEmpty)
                #expect(moved.headers[.location] == "/api/products/crimson-shoes/?a=%20b&c")
                #expect(moved.headers[.cacheControl] == "public, max-age=0, must-revalidate")
                #expect(try await host.get("/api/products/\(old)").headers[.location] == "/api/products/crimson-shoes/")
                #expect(try await host.get("/api/products/\(old)").isHit)
            }
            #expect(try await host.get("/api/products/crimson-shoes/").status == 200)
            #expect(try await host.get("/api/products/1/").status == 200)
            try await rename(1, to: "red-running-shoes", host)
            #expect(try await host.get(Self.shoes).status == 200)
            #expect(
                try await host.get("/api/products/crimson-shoes/").headers[.location] == Self.shoes)
        }
    }

    @Test(
        "a cached redirect follows renames, ends with its target, and yields to who takes the slug"
    )
    func freshness() async throws {
        try await QueryHost.run { host, _ in
            try await rename(1, to: "scarlet-shoes", host)
            #expect(try await host.get(Self.shoes).headers[.location] == "/api/products/scarlet-shoes/")
            try await rename(1, to: "crimson-shoes", host)
            #expect(try await host.get(Self.shoes).headers[.location] == "/api/products/crimson-shoes/")
            try await host.change(
                SampleShop.changed(1, [.membership]), "UPDATE products SET is_active = false WHERE id = 1")
            #expect(try await host.get(Self.shoes).status == 404)
            try await host.change(
                SampleShop.changed(1, [.membership]), "UPDATE products SET is_active = true WHERE id = 1")
            #expect(try await host.get(Self.shoes).status == 301)
            try await rename(2, to: "red-running-shoes", host)
            let other = try await host.get(Self.shoes)
            #expect(other.status == 200 && other.json["id"]?.integerValue == 2)
            try await rename(2, to: "blue-walking-shoes", host)
            #expect(try await host.get(Self.shoes).headers[.location] == "/api/products/blue-walking-shoes/")
            try await host.change(
                .product(
                    .init(kind: .deleted, id: ProductID(2), attributes: [.membership], categories: [], brands: [])),
                "DELETE FROM products WHERE id = 2")
            #expect(try await host.get(Self.shoes).status == 404)
        }
    }

    @Test(
        "categories and brands lead on too, with their products; filters by an old slug are answered as before"
    )
    func categoriesAndBrands() async throws {
        try await QueryHost.run { host, _ in
            #expect(try await host.get("/api/categories/shoes/").status == 200)
            #expect(try await host.get("/api/brands/acme/products/").status == 200)
            try await host.change(
                .category(.init(id: CategoryID(2), path: [CategoryID(1), CategoryID(2)], movedProducts: true)),
                "UPDATE categories SET slug = 'fuß-wear' WHERE id = 2")
            try await host.change(.brand(BrandID(1)), "UPDATE brands SET slug = 'initech' WHERE id = 1")
            for (old, new) in [
                ("/api/categories/shoes", "/api/categories/fu%C3%9F-wear/"),
                ("/api/categories/shoes/products/?page_size=1", "/api/categories/fu%C3%9F-wear/products/?page_size=1"),
                ("/api/brands/acme/", "/api/brands/initech/"),
                ("/api/brands/acme/products?ordering=price", "/api/brands/initech/products/?ordering=price"),
            ] {
                let moved = try await host.get(old)
                #expect(moved.status == 301 && moved.headers[.location] == new, "\(old)")
                #expect(try await host.get(new).status == 200, "\(new)")
            }
            for path in ["/api/categories/shoes/products", "/api/brands/acme/products"] {
                #expect(try await host.get("\(path)/?min_price=much").status == 422, "\(path)")
            }
            #expect(try await host.get("/api/products/?category=shoes").ids == [2, 1])
            #expect(try await host.get("/api/products/?brand=acme").ids == [3, 1])
            #expect(try await host.get("/api/products/facets/?brand=acme").json["count"]?.integerValue == 2)
            #expect(try await host.get("/api/categories/?parent=clothing").ids == [2])
            try await host.change(
                .category(.init(id: CategoryID(2), path: [CategoryID(1), CategoryID(2)], movedProducts: true)),
                "UPDATE categories SET is_active = false WHERE id = 2")
            #expect(try await host.get("/api/categories/shoes/").status == 404)
            #expect(try await host.get("/api/categories/shoes/products/").status == 404)
        }
    }

    @Test("a slug made from a name leaves old slugs to what had them")
    func freeSlugs() async throws {
        try await QueryHost.run { host, _ in
            try await rename(1, to: "scarlet-shoes", host)
            let slugs = try await host.fixture.database.transaction { transaction in
                try await FreeSlugs(kind: .product).slugs(
                    for: ["Red Running Shoes", "Scarlet Shoes", "Green Shoes"], on: transaction)
            }
            #expect(slugs == ["red-running-shoes-2", "scarlet-shoes-2", "green-shoes"])
        }
    }

    private func rename(_ product: Int64, to slug: String, _ host: QueryHost) async throws {
        try await host.change(
            SampleShop.changed(product, [.membership]), "UPDATE products SET slug = \(slug) WHERE id = \(product)")
    }
}
