import JSON
import Postgres
import Testing

@testable import QueryAPI

@Suite("A search that more products match than are counted")
struct BroadSearchTests {
    @Test("shows what is named so first, then the newest, and each product once, from either end")
    func order() async throws {
        try await QueryHost.run { host, _ in
            try await fill(host)
            let named: [Int64] = [1_007, 1_001]
            let best = try await host.get("/api/products/?search=zebra")
            #expect(best.json["count_is_estimate"]?.boolValue == true)
            #expect(Array(best.ids.prefix(2)) == named)
            #expect(best.ids.dropFirst(2).elementsEqual(Self.ids.reversed().prefix(8)))
            let expected = named + Self.ids.reversed().filter { !named.contains($0) }
            #expect(try await walk(host, "search=zebra") == expected)
            // Too many words begin so, of which one is frequent.
            #expect(try await host.get("/api/products/?search=zeb").ids == best.ids)
            #expect(try await host.get("/api/products/?search=zeb&max_price=0.99").ids == [10_500])
            #expect(try await walk(host, "search=zebra&ordering=-relevance") == expected.reversed())
            #expect(try await host.get("/api/products/?search=zebra&page=30").ids == Array(expected[290..<300]))
            #expect(try await host.get("/api/products/?search=zebra&in_stock=false").ids == [])
        }
    }

    @Test("forgives typos in names alike")
    func typos() async throws {
        try await QueryHost.run { host, _ in
            try await fill(host)
            #expect(try await host.get("/api/products/?search=zebro").ids == [1_007, 1_001])
        }
    }

    private func walk(_ host: QueryHost, _ parameters: String) async throws -> [Int64] {
        var ids: [Int64] = []
        var cursor: String?
        repeat {
            let place = cursor.map { "&cursor=\($0)" } ?? ""
            let page = try await host.get("/api/products/?page_size=100&\(parameters)\(place)")
            ids += page.ids
            cursor = page.json["next_cursor"]?.stringValue
        } while cursor != nil && ids.count < 20_000
        return ids
    }

    private static let ids: ClosedRange<Int64> = 1_001...11_100

    /// All of them about zebras; only the first and the seventh are called so, the latter twice.
    private func fill(_ host: QueryHost) async throws {
        for first in stride(from: Self.ids.lowerBound, through: Self.ids.upperBound, by: 200) {
            try await host.fixture.database.execute(
                Self.products(first, min(first + 199, Self.ids.upperBound)))
        }
    }

    private static func products(_ first: Int64, _ last: Int64) -> Statement {
        """
        WITH made AS (
            INSERT INTO products (id, name, slug, description, price, category_id)
            SELECT id, CASE id WHEN 1001 THEN 'Zebra' WHEN 1007 THEN 'Zebra Zebra' ELSE 'Poster' END, 'made-' || id,
                   CASE id WHEN 10500 THEN 'Zebra and ' || zebus ELSE 'Shows a zebra' END,
                   CASE id WHEN 10500 THEN 99 ELSE 100 END, 3
            FROM generate_series(\(first), \(last)) AS id,
                 (SELECT string_agg('zebu' || repeat('x', n), ' ') AS zebus FROM generate_series(1, 20) AS n) AS made
            RETURNING id)
        INSERT INTO inventory (product_id, stock) SELECT id, 1 FROM made
        """
    }
}
