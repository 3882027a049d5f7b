import Domain
import HTTPTypes
import HummingbirdTesting
import JSON
import Postgres
import Testing

@testable import CommandAPI

@Suite("Admin: categories and brands")
struct AdminCategoryTests {
    private func path(of category: Int64, on host: AdminHost) async throws -> [Int64] {
        try await host.database.first("SELECT path FROM categories WHERE id = \(category)", as: [Int64].self) ?? []
    }

    @Test("a category is made, read, changed and deleted")
    func lifeCycle() async throws {
        try await AdminHost.with { host in
            let shoes = try await host.makeCategory("Shoes")
            let winter = try await host.write(
                .post, "categories/", "{\"name\":\"Winter\",\"parent\":\"shoes\",\"image\":\"/w.png\"}")
            #expect(winter["slug"] == .string("winter"))
            #expect(winter["parent"]?["id"]?.integerValue == shoes)
            let changed = try await host.write(.patch, "categories/\(winter.id)/", "{\"name\":\"Cold\",\"image\":null}")
            #expect(changed["slug"] == .string("winter"))
            #expect(changed["image"] == .null)
            #expect(changed["parent"]?["id"]?.integerValue == shoes)
            let replaced = try await host.write(.put, "categories/\(winter.id)/", "{\"name\":\"Cold\"}")
            #expect(replaced["parent"] == .null)
            #expect(try await host.send(.delete, "categories/\(winter.id)/").status == .noContent)
            #expect(try await host.send(.get, "categories/\(winter.id)/").status == .notFound)
        }
    }

    @Test("a move rewrites the paths of the whole subtree and tells the old and the new ancestors")
    func move() async throws {
        try await AdminHost.with { host in
            let a = try await host.makeCategory("A")
            let b = try await host.makeCategory("B", parent: a)
            let c = try await host.makeCategory("C", parent: b)
            let d = try await host.makeCategory("D", parent: c)
            let e = try await host.makeCategory("E")
            try await host.forgetEvents()
            try await host.write(.patch, "categories/\(b)/", "{\"parent\":\(e)}")
            #expect(try await path(of: b, on: host) == [e, b])
            #expect(try await path(of: d, on: host) == [e, b, c, d])
            let event = try #require(try await host.events().first?.payload)
            #expect(event.integers("path") == [a, b, e])
            #expect(event["moved_products"] == .bool(true))
            try await host.write(.patch, "categories/\(c)/", "{\"parent\":null}")
            #expect(try await path(of: d, on: host) == [c, d])
        }
    }

    @Test("a category cannot come inside itself, nor too deep")
    func cycles() async throws {
        try await AdminHost.with { host in
            let a = try await host.makeCategory("A")
            let b = try await host.makeCategory("B", parent: a)
            for parent in [a, b] {
                let refused = try await host.send(.patch, "categories/\(a)/", "{\"parent\":\(parent)}")
                #expect(refused.problem == "category-cycle")
                #expect(refused.status == .conflict)
            }
            var deepest = b
            for level in 3...16 { deepest = try await host.makeCategory("L\(level)", parent: deepest) }
            let tooDeep = "{\"name\":\"L17\",\"parent\":\(deepest)}"
            #expect(try await host.send(.post, "categories/", tooDeep).status == .unprocessableContent)
            let root = try await host.makeCategory("Root")
            let moved = try await host.send(.patch, "categories/\(a)/", "{\"parent\":\(root)}")
            #expect(moved.status == .unprocessableContent)
            #expect(try await host.send(.patch, "categories/\(a)/", "{\"parent\":999}").status == .unprocessableContent)
        }
    }

    @Test("of two moves at once that would make a circle, one is refused")
    func concurrentMoves() async throws {
        try await AdminHost.with { host in
            for round in 1...10 {
                let a = try await host.makeCategory("A\(round)")
                let b = try await host.makeCategory("B\(round)")
                async let first = host.send(.patch, "categories/\(a)/", "{\"parent\":\(b)}")
                async let second = host.send(.patch, "categories/\(b)/", "{\"parent\":\(a)}")
                let statuses = [try await first.status, try await second.status]
                #expect(Set(statuses) == [.ok, .conflict])
            }
            let wrong = try await host.database.one(
                """
                SELECT count(*) FROM categories c LEFT JOIN categories parent ON parent.id = c.parent_id
                WHERE c.path <> coalesce(parent.path, '{}') || c.id
                """, as: Int.self)
            #expect(wrong == 0)
        }
    }

    @Test("categories that are made while others move have true paths")
    func creationsAndMoves() async throws {
        try await AdminHost.with { host in
            let (a, b) = (try await host.makeCategory("A"), try await host.makeCategory("B"))
            let moved = try await host.makeCategory("Moved", parent: a)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for round in 1...20 {
                    group.addTask { _ = try await host.makeCategory("C\(round)", parent: moved) }
                    group.addTask {
                        try await host.write(
                            .patch, "categories/\(moved)/", "{\"parent\":\(round.isMultiple(of: 2) ? a : b)}")
                    }
                }
                try await group.waitForAll()
            }
            let wrong = try await host.database.one(
                """
                SELECT count(*) FROM categories c LEFT JOIN categories parent ON parent.id = c.parent_id
                WHERE c.path <> coalesce(parent.path, '{}') || c.id
                """, as: Int.self)
            #expect(wrong == 0)
        }
    }

    @Test("while categories move and change their slugs, products are made, changed and sold without a deadlock")
    func productsAndMoves() async throws {
        // A deadlock is an error here, because no transaction runs again.
        try await AdminHost.with(configure: { $0.maximumTransactionAttempts = 1 }) { host in
            let places = [try await host.makeCategory("A"), try await host.makeCategory("B")]
            let moved = try await host.makeCategory("Moved")
            let old = try await host.makeProduct("Old", category: moved, stock: 1_000).id
            try await withThrowingTaskGroup(of: Void.self) { group in
                for round in 1...15 {
                    let (place, slug) = (places[round % 2], "moved-\(round)")
                    group.addTask {
                        let match: HTTPFields = round.isMultiple(of: 3) ? [.ifMatch: "*"] : [:]
                        let body = "{\"parent\":\(place),\"slug\":\"\(slug)\"}"
                        let answer = try await host.send(.patch, "categories/\(moved)/", body, headers: match)
                        #expect(answer.status == .ok)
                    }
                    group.addTask { _ = try await host.makeProduct("New \(round)", category: moved) }
                    group.addTask {
                        let category = round.isMultiple(of: 2) ? moved : place
                        let body = "{\"category\":\(category),\"stock\":\(1_000 + round)}"
                        let answer = try await host.send(.patch, "products/\(old)/", body, headers: [.ifMatch: "*"])
                        #expect(answer.status == .ok)
                    }
                    group.addTask {
                        _ = try await host.placeOrder(of: old, quantity: 1, email: "buyer\(round)@example.org")
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("a category with products or children is not deleted; names are unique among siblings")
    func refusals() async throws {
        try await AdminHost.with { host in
            let shoes = try await host.makeCategory("Shoes")
            let winter = try await host.makeCategory("Winter", parent: shoes)
            _ = try await host.makeProduct("Boots", category: winter)
            #expect(try await host.send(.delete, "categories/\(shoes)/").problem == "category-in-use")
            #expect(try await host.send(.delete, "categories/\(winter)/").problem == "category-in-use")
            #expect(try await host.send(.post, "categories/", "{\"name\":\"Shoes\"}").status == .conflict)
            let other = try await host.makeCategory("Shoes", parent: winter)
            #expect(try await host.send(.get, "categories/\(other)/").json["slug"] == .string("shoes-2"))
            #expect(
                try await host.send(.patch, "categories/\(other)/", "{\"slug\":\"winter\"}").problem == "slug-taken")
            let etag = try #require(try await host.send(.get, "categories/\(other)/").headers[.eTag])
            try await host.write(.patch, "categories/\(other)/", "{\"name\":\"Boots\"}")
            let stale = try await host.send(.delete, "categories/\(other)/", headers: [.ifMatch: etag])
            #expect(stale.status == .preconditionFailed)
        }
    }

    @Test("categories are listed by parent and name")
    func list() async throws {
        try await AdminHost.with { host in
            let shoes = try await host.makeCategory("Shoes")
            _ = try await host.makeCategory("Winter", parent: shoes)
            _ = try await host.makeCategory("Hats")
            func names(_ query: String) async throws -> [String] {
                let page = try await host.send(.get, "categories/?\(query)").json
                return page["results"]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
            }
            #expect(try await names("") == ["Hats", "Shoes", "Winter"])
            #expect(try await names("parent=root&ordering=-name") == ["Shoes", "Hats"])
            #expect(try await names("parent=\(shoes)") == ["Winter"])
            #expect(try await names("search=wint") == ["Winter"])
        }
    }

    @Test("a brand is made, renamed and deleted; its names are compared without case")
    func brands() async throws {
        try await AdminHost.with { host in
            let acme = try await host.write(.post, "brands/", "{\"name\":\"Acme\"}")
            #expect(acme["slug"] == .string("acme"))
            #expect(try await host.send(.post, "brands/", "{\"name\":\"ACME\"}").status == .conflict)
            let category = try await host.makeCategory("Shoes")
            let product = try await host.makeProduct("Boots", category: category, more: ",\"brand\":\(acme.id)").id
            #expect(try await host.send(.delete, "brands/\(acme.id)/").status == .conflict)
            let renamed = try await host.write(.patch, "brands/\(acme.id)/", "{\"name\":\"Umbrella\"}")
            #expect(renamed["slug"] == .string("acme"))
            let found = try await host.send(.get, "products/?search=umbrella").json
            #expect(found["count"]?.integerValue == 1)
            try await host.write(.patch, "products/\(product)/", "{\"brand\":null}")
            #expect(try await host.send(.delete, "brands/\(acme.id)/").status == .noContent)
            #expect(try await host.send(.get, "brands/").json["count"]?.integerValue == 0)
        }
    }

    @Test("a category that stays where it is waits for no sale, though its parent is named again")
    func namedAgain() async throws {
        try await AdminHost.with { host in
            let parent = try await host.makeCategory("Shoes")
            let child = try await host.makeCategory("Boots", parent: parent)
            let product = try await host.makeProduct("Wellingtons", category: child).id
            try await host.database.transaction { transaction in
                try await transaction.lockInventory(of: [ProductID(product)])
                for parent in ["\(parent)", "\"shoes\""] {
                    let body = "{\"name\":\"Boots \(parent.count)\",\"parent\":\(parent)}"
                    try await host.write(.put, "categories/\(child)/", body)
                }
            }
        }
    }
}
