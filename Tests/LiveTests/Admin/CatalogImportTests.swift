import Domain
import Postgres
import Testing

@testable import CommandAPI

@Suite("Import of a catalog")
struct CatalogImportTests {
    /// Imports text in chunks of odd sizes.
    @discardableResult
    private func run(
        _ text: String, on database: Database, _ format: ImportFormat = .ndjson,
        change: (inout CatalogImport.Options) -> Void = { _ in }
    ) async throws -> (counts: ImportCounts, refused: [RefusedLine]) {
        var options = CatalogImport.Options(format: format, currency: try #require(Currency(code: "USD")))
        change(&options)
        let bytes = Array(text.utf8)
        let chunks = AsyncStream { continuation in
            for start in stride(from: 0, to: bytes.count, by: 997) {
                continuation.yield(Array(bytes[start..<min(start + 997, bytes.count)]))
            }
            continuation.finish()
        }
        var refused: [RefusedLine] = []
        let counts = try await CatalogImport(database: database, options: options, author: .commandLine).run(chunks) {
            refused += $0.refused
        }
        return (counts, refused)
    }

    /// A catalog with repeated names, brands in several spellings and a tree of categories.
    private func catalog(_ count: Int) -> String {
        (1...count).map { number in
            """
            {"sku":"SKU-\(number)","name":"Product \(number % 7)","description":"No. \(number)","price":"\(number).50",\
            "brand":"\(number.isMultiple(of: 2) ? "Acme" : "ACME")","category":["Top \(number % 3)","Mid","Leaf \(number % 5)"],\
            "image":"http://images.example/\(number).png"}

            """
        }.joined()
    }

    private struct Snapshot: Equatable {
        let rows: [String]
        let events: Int
    }

    private func snapshot(_ database: Database) async throws -> Snapshot {
        Snapshot(
            rows: try await database.query(
                """
                SELECT p::text || i::text FROM products p JOIN inventory i ON i.product_id = p.id ORDER BY p.id
                """, as: String.self),
            events: try await database.one("SELECT count(*) FROM events", as: Int.self))
    }

    @Test("products, brands and categories are made; names give numbered slugs")
    func creates() async throws {
        try await withTestDatabase { database, _ in
            let (counts, refused) = try await run(catalog(300), on: database) { $0.batchSize = 70 }
            #expect(
                counts
                    == {
                        var counts = ImportCounts(); counts.created = 300; return counts
                    }())
            #expect(refused.isEmpty)
            let (products, brands, categories) = try await database.one(
                "SELECT (SELECT count(*) FROM products), (SELECT count(*) FROM brands), (SELECT count(*) FROM categories)",
                as: (Int, Int, Int).self)
            #expect((products, brands, categories) == (300, 1, 3 + 3 + 15))
            let slugs = try await database.query(
                "SELECT slug FROM products WHERE name = 'Product 1' ORDER BY id", as: String.self)
            #expect(slugs == ["product-1"] + (2...43).map { "product-1-\($0)" })
            let (stock, image, inStock) = try await database.one(
                """
                SELECT stock, images->0->>'url', in_stock FROM products p JOIN inventory i ON i.product_id = p.id
                WHERE sku = 'SKU-9'
                """, as: (Int, String, Bool).self)
            #expect((stock, image, inStock) == (100, "http://images.example/9.png", true))
            let wrong = try await database.one(
                """
                SELECT count(*) FROM categories c LEFT JOIN categories parent ON parent.id = c.parent_id
                WHERE c.path <> coalesce(parent.path, '{}') || c.id
                """, as: Int.self)
            #expect(wrong == 0)
        }
    }

    @Test("the same file again changes nothing: no version, no event")
    func again() async throws {
        try await withTestDatabase { database, _ in
            try await run(catalog(120), on: database)
            let before = try await snapshot(database)
            let (counts, _) = try await run(catalog(120), on: database) { $0.batchSize = 13 }
            #expect(counts.unchanged == 120)
            #expect(try await snapshot(database) == before)
        }
    }

    @Test("a line updates what it mentions; the rest, the slug, the id and created_at stay")
    func updates() async throws {
        try await withTestDatabase { database, _ in
            try await run(
                """
                {"sku":"A","name":"Boots","description":"Warm","price":"5","brand":"Acme","stock":7,"category":["Shoes"]}
                """, on: database)
            let old = try await database.one("SELECT id, created_at FROM products", as: (ProductID, Timestamp).self)
            let (counts, _) = try await run("{\"sku\":\"A\",\"name\":\"Red boots\",\"price\":6}", on: database)
            #expect(counts.updated == 1)
            let new = try await database.one(
                """
                SELECT p.id, p.created_at, p.name, p.slug, p.description, p.price, b.name, stock, p.version
                FROM products p JOIN inventory i ON i.product_id = p.id JOIN brands b ON b.id = p.brand_id
                """, as: (ProductID, Timestamp, String, String, String, Int, String, Int, Int).self)
            #expect((new.0, new.1) == old)
            #expect((new.2, new.3, new.4, new.5, new.6) == ("Red boots", "boots", "Warm", 600, "Acme"))
            #expect((new.7, new.8) == (7, 2))
            let (restocked, _) = try await run(
                "{\"sku\":\"A\",\"name\":\"Red boots\",\"price\":6,\"stock\":0}", on: database)
            #expect(restocked.updated == 1)
            #expect(try await database.one("SELECT in_stock FROM products", as: Bool.self) == false)
        }
    }

    @Test("of equal SKUs the last wins, near and far")
    func equalSKUs() async throws {
        try await withTestDatabase { database, _ in
            let lines = ["first", "second", "third"].map { "{\"sku\":\"A\",\"name\":\"\($0)\",\"price\":1}\n" }
            let (near, _) = try await run(lines.joined(), on: database)
            #expect((near.created, near.superseded) == (1, 2))
            let (far, _) = try await run(lines.reversed().joined(), on: database) { $0.batchSize = 1 }
            #expect(far.updated == 2)
            #expect(try await database.one("SELECT name FROM products", as: String.self) == "first")
        }
    }

    @Test("refused lines are told with number and reason, and stop nothing")
    func refusals() async throws {
        try await withTestDatabase { database, _ in
            let (counts, refused) = try await run(
                """
                sku,name,price,category,currency
                A,Boots,1.00,shoes-and-more,USD
                B,Sandals,0.001,,USD
                C,,1.00,,USD
                D,"Slippers, warm",2.00,Shoes > House,USD
                E,Clogs,3.00,,INR
                F,Too,many,fields,USD,here
                """, on: database, .csv)
            #expect(counts.created == 1)
            #expect(refused.map(\.line) == [2, 3, 4, 6, 7])
            #expect(
                counts.refusals == [
                    "unknown category": 1, "too many digits": 1, "no name": 1, "other currency": 1, "not readable": 1,
                ])
        }
    }

    @Test("a line that only PostgreSQL refuses is refused alone")
    func dataErrors() async throws {
        try await withTestDatabase { database, _ in
            try await database.execute("ALTER TABLE products ADD CONSTRAINT no_17 CHECK (price <> 1750)")
            let (counts, refused) = try await run(catalog(40), on: database)
            #expect(counts.created == 39)
            #expect(refused.map(\.line) == [17])
        }
    }

    @Test("imports at once, of the same products and others with their names, all come through")
    func concurrentImports() async throws {
        try await withTestDatabase(configure: { $0.transactionConnections = 6 }) { database, _ in
            let same = catalog(150)
            let others = same.replacing("SKU-", with: "OTHER-")
            let totals = try await withThrowingTaskGroup(of: ImportCounts.self) { group in
                for text in [same, same, others] {
                    group.addTask { try await run(text, on: database) { $0.batchSize = 40 }.counts }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(totals.map(\.refused) == [0, 0, 0])
            #expect(totals.map(\.created).reduce(0, +) == 300)
            let (products, slugs) = try await database.one(
                "SELECT count(*), count(DISTINCT slug) FROM products", as: (Int, Int).self)
            #expect((products, slugs) == (300, 300))
        }
    }
}
