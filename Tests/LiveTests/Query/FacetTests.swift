import Domain
import Events
import JSON
import Postgres
import Testing

@testable import QueryAPI

@Suite("Facets")
struct FacetTests {
    @Test("every choice leaves as many products as its facet says, whatever else is chosen, and hides no sibling")
    func agreeWithLists() async throws {
        try await QueryHost.run { host, _ in
            for filters in Self.combinations {
                let facets = try await host.get("/api/products/facets/?\(filters)")
                #expect(facets.status == 200, "\(filters)")
                let count = facets.json["count"]?.integerValue
                #expect(try await self.count(host, filters) == count, "\(filters)")
                try await compare(facets, "category", "categories", filters, host)
                try await compare(facets, "brand", "brands", filters, host)
                try await comparePrices(facets, filters, host)
                let available = facets.json["availability"]
                let rest = without(["in_stock", "out_of_stock"], filters)
                #expect(
                    try await self.count(host, rest + "&in_stock=true") == available?["in_stock"]?.integerValue,
                    "\(filters)")
                #expect(
                    try await self.count(host, rest + "&in_stock=false") == available?["out_of_stock"]?.integerValue,
                    "\(filters)")
            }
        }
    }

    private static let combinations = [
        "", "category=clothing", "category=2", "category=books&brand=acme", "brand=globex", "brand=1&brand=2",
        "category=shoes&category=books&in_stock=true", "min_price=30&max_price=60", "max_price=30&in_stock=false",
        "category=clothing&brand=globex&min_price=1&out_of_stock=true", "featured=true", "on_sale=true&brand=acme",
        "created_after=2026-01-03", "created_before=2026-01-03&category=clothing", "search=shoes",
        "search=shoes&brand=acme", "search=shoos&category=1", "category=unknown", "brand=77&category=1",
        "in_stock=true&out_of_stock=true", "search=-", "max_price=0",
    ]

    @Test("the tree is opened along what is chosen, from its top")
    func shownCategories() async throws {
        try await QueryHost.run { host, _ in
            #expect(try await shown(host, "") == ["clothing 3", "books 2"])
            #expect(try await shown(host, "category=clothing") == ["clothing 3 *", "books 2", "shoes 2"])
            #expect(try await shown(host, "category=shoes&brand=1") == ["clothing 2", "shoes 1 *"])
            #expect(try await shown(host, "category=books&brand=1") == ["clothing 2", "books 0 *"])
            let whole = try await host.get("/api/products/facets/?category=2&page=7&ordering=price")
            #expect(whole.json["count"]?.integerValue == 2, "pages and orders are not looked at")
            #expect(whole.json["categories"]?.arrayValue?.last?["parent_id"]?.integerValue == 1)
            #expect(whole.json["categories"]?.arrayValue?.first?["parent_id"]?.isNull == true)
        }
    }

    @Test("prices tell their range and bands whose bounds select just them")
    func prices() async throws {
        try await QueryHost.run { host, _ in
            let facets = try await host.get("/api/products/facets/?category=clothing")
            let price = facets.json["price"]
            #expect(price?["min"]?.stringValue == "30.00" && price?["max"]?.stringValue == "60.00")
            #expect(price?["bands"]?.arrayValue?.map { $0["min"]?.stringValue } == ["30.00", "50.00", "60.00"])
            let none = try await host.get("/api/products/facets/?category=unknown")
            #expect(none.json["price"]?["min"]?.isNull == true)
            #expect(none.json["price"]?["bands"]?.arrayValue?.isEmpty == true)
        }
    }

    @Test("a bad value is refused with its name")
    func refused() async throws {
        try await QueryHost.run { host, _ in
            for query in ["min_price=-1", "in_stock=yes", "category=007", "created_after=yesterday", "brand=%ff"] {
                let answer = try await host.get("/api/products/facets/?\(query)")
                #expect(answer.status == 422, "\(query)")
                #expect(answer.json["errors"]?.objectValue?.names.count == 1, "\(query)")
            }
        }
    }

    @Test("however many facets are asked for at once, few are counted at once, and none fails")
    func burst() async throws {
        try await QueryHost.run { host, _ in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for price in 1...40 {
                    group.addTask { try await host.get("/api/products/facets/?max_price=\(price)").status }
                }
                for try await status in group { #expect(status == 200) }
            }
        }
    }

    @Test("a sale leaves cached facets as they are; the last piece, a price and a name do not")
    func validity() async throws {
        try await QueryHost.run { host, _ in
            let path = "/api/products/facets/?brand=acme"
            let first = try await host.get(path)
            #expect(!first.isHit)
            try await host.sell(1, 4, left: 6, version: 2)
            let second = try await host.get(path)
            #expect(second.isHit && second.text == first.text)
            try await host.sell(1, 6, left: 0, version: 3)
            let third = try await host.get(path)
            #expect(!third.isHit)
            #expect(third.json["availability"]?["out_of_stock"]?.integerValue == 1)
            try await host.setPrice(1, to: 123_456)
            let fourth = try await host.get(path)
            #expect(fourth.json["price"]?["max"]?.stringValue == "1234.56")
            try await host.change(.brand(BrandID(1)), "UPDATE brands SET name = 'Initech' WHERE id = 1")
            let fifth = try await host.get(path)
            #expect(
                fifth.json["brands"]?.arrayValue?.first { $0["id"]?.integerValue == 1 }?["name"]?.stringValue
                    == "Initech")
            #expect(try await host.get(path).isHit)
        }
    }

    private func shown(_ host: QueryHost, _ filters: String) async throws -> [String] {
        let facets = try await host.get("/api/products/facets/?\(filters)")
        return facets.json["categories"]?.arrayValue?.map { category in
            let mark = category["selected"]?.boolValue == true ? " *" : ""
            return "\(category["slug"]?.stringValue ?? "") \(category["count"]?.integerValue ?? -1)\(mark)"
        } ?? []
    }

    private func compare(
        _ facets: QueryHost.Answer, _ parameter: String, _ member: String, _ filters: String, _ host: QueryHost
    ) async throws {
        for choice in facets.json[member]?.arrayValue ?? [] {
            let slug = choice["slug"]?.stringValue ?? ""
            let list = try await count(host, without([parameter], filters) + "&\(parameter)=\(slug)")
            // A search forgives typos as long as all that is chosen has nothing: another choice may have.
            if filters.contains("shoos") { continue }
            #expect(list == choice["count"]?.integerValue, "\(slug) of \(filters)")
        }
    }

    private func comparePrices(_ facets: QueryHost.Answer, _ filters: String, _ host: QueryHost) async throws {
        for band in facets.json["price"]?["bands"]?.arrayValue ?? [] {
            let (least, most) = (band["min"]?.stringValue ?? "", band["max"]?.stringValue ?? "")
            let list = try await count(
                host, without(["min_price", "max_price"], filters) + "&min_price=\(least)&max_price=\(most)")
            #expect(list == band["count"]?.integerValue, "\(least) to \(most) of \(filters)")
        }
    }

    private func without(_ names: [String], _ filters: String) -> String {
        filters.split(separator: "&").filter { pair in !names.contains { pair.hasPrefix("\($0)=") } }
            .joined(separator: "&")
    }

    private func count(_ host: QueryHost, _ filters: String) async throws -> Int64? {
        try await host.get("/api/products/?\(filters)").json["count"]?.integerValue
    }
}
