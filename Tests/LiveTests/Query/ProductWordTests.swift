import JSON
import Postgres
import TestSupport
import Testing

@testable import QueryAPI

@Suite("The words of all products")
struct ProductWordTests {
    @Test("are there with the products that bring them, and with their changes, in names and elsewhere")
    func upkeep() async throws {
        try await QueryHost.run { host, _ in
            let database = host.fixture.database
            let known = try await words(database)
            #expect(known.isSuperset(of: ["running named", "acme named", "ab named", "gx0 named", "0 named"]))
            #expect(known.isSuperset(of: ["sturdy elsewhere", "boots named"]))
            try await database.execute("UPDATE products SET name = 'Leather Slippers 3000' WHERE id = 2")
            try await database.execute("UPDATE products SET description = 'Leather and mesh' WHERE id = 3")
            try await database.execute("UPDATE brands SET name = 'Initech' WHERE id = 1")
            let brought = try await words(database).subtracting(known)
            #expect(brought == ["leather named", "slippers named", "and elsewhere", "initech named"])
        }
    }

    @Test("two who bring the same new word do not wait for each other")
    func concurrent() async throws {
        try await QueryHost.run { host, _ in
            let database = host.fixture.database
            try await database.transaction { first in
                try await first.execute(Self.product(100, "Zyzzyva"))
                try await database.transaction { try await $0.execute(Self.product(101, "Zyzzyva")) }
            }
            #expect(try await Set(host.get("/api/products/?search=zyzzyva").ids) == [100, 101])
            #expect(try await Set(host.get("/api/products/?search=zyzyzva").ids) == [100, 101])
        }
    }

    @Test("a search finds by them just what begins with its words", arguments: 1...3)
    func beginnings(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let syllables = ["ba", "be", "lo", "mi", "no", "70x", "ra", "\u{E9}t"]
        func word() -> String {
            (0..<Int.random(in: 2...4, using: &random)).map { _ in syllables.randomElement(using: &random) ?? "" }
                .joined()
        }
        let names = (0..<300).map { _ in "\(word()) \(word()) \(word())" }
        let searches = (0..<60).map { _ in
            names.randomElement(using: &random).map { name in
                name.split(separator: " ").prefix(2).map { $0.prefix(Int.random(in: 3...5, using: &random)) }.joined(
                    separator: "+")
            } ?? ""
        }
        try await QueryHost.run { host, _ in
            try await host.fixture.database.execute(
                """
                WITH made AS (
                    INSERT INTO products (id, name, slug, price, category_id)
                    SELECT 1000 + place, name, 'made-' || place, 100, 3
                    FROM unnest(\(names)) WITH ORDINALITY AS given (name, place) RETURNING id)
                INSERT INTO inventory (product_id, stock) SELECT id, 1 FROM made
                """)
            for search in searches {
                let query = search.split(separator: "+").map { "'\($0)':*" }.joined(separator: " & ")
                let expected = try await host.fixture.database.query(
                    "SELECT id FROM products WHERE search @@ to_tsquery('simple', \(query))", as: Int64.self)
                let path = "/api/products/?page_size=100&search=\(search.replacing("\u{E9}", with: "%C3%A9"))"
                let found = try await host.get(path)
                #expect(found.json["count"]?.integerValue == Int64(expected.count), "seed \(seed): \(search)")
                #expect(Set(found.ids).isSubset(of: expected), "seed \(seed): \(search)")
            }
        }
    }

    private func words(_ database: Database) async throws -> Set<String> {
        let rows = try await database.query(
            "SELECT word || CASE WHEN is_named THEN ' named' ELSE ' elsewhere' END FROM product_words", as: String.self)
        #expect(Set(rows).count == rows.count)
        return Set(rows)
    }

    private static func product(_ id: Int64, _ name: String) -> Statement {
        """
        WITH made AS (
            INSERT INTO products (id, name, slug, price, category_id) VALUES (\(id), \(name), 'made-' || \(id), 100, 2))
        INSERT INTO inventory (product_id, stock) VALUES (\(id), 1)
        """
    }
}
