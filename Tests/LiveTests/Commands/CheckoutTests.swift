import Domain
import HTTPTypes
import JSON
import Postgres
import Testing
import WebAPI

@Suite("command-api: checkout")
struct CheckoutTests {
    private static let path = "/api/orders/create/"

    @Test("an order has the cart's lines at today's prices; the cart is empty and the stock taken")
    func places() async throws {
        try await CommandHost.run { host in
            let ann = try await host.person(address: "1 Main Street")
            let boots = try await host.product(price: 1_999, stock: 10)
            let laces = try await host.product(price: 250, stock: 3)
            try await host.fill(ann, boots, 2)
            try await host.fill(ann, laces, 1)
            try await host.database.execute("UPDATE products SET price = 300 WHERE id = \(laces)")
            let answer = try await host.send(.post, Self.path, as: ann, #"{"notes": "Ring twice"}"#)
            #expect(answer.status == 201)
            let id = try #require(answer.json["id"]?.integerValue)
            #expect(answer.headers[.location] == "/api/orders/\(id)/")
            #expect(answer.headers[.readAfter] != nil)
            #expect(answer.json["status"]?.stringValue == "pending")
            #expect(answer.json["total"]?.stringValue == "42.98")
            #expect(answer.json["shipping_address"]?.stringValue == "1 Main Street")
            #expect(answer.json["number"]?.stringValue?.wholeMatch(of: /ORD-\d{8}-\d{6,}/) != nil)
            let items = try #require(answer.json["items"]?.arrayValue)
            #expect(items.map { $0["product_id"]?.integerValue } == [boots.rawValue, laces.rawValue])
            #expect(items[0]["price_changed"] == nil)
            #expect(items[1]["price_changed"]?.boolValue == true)
            #expect(try await host.stock(of: boots) == 8)
            #expect(try await host.count(of: "cart_items") == 0)
            let kinds = try await host.eventKinds()
            // The laces were below the low-stock mark before, so only their stock is news.
            #expect(kinds == ["order.placed", "stock.changed", "stock.changed"])
        }
    }

    @Test("short stock is refused for each product that is short; cart, stock and log stay as they were")
    func short() async throws {
        try await CommandHost.run { host in
            let ann = try await host.person()
            let enough = try await host.product(stock: 10)
            let short = try await host.product(stock: 10)
            let hidden = try await host.product(stock: 10)
            for product in [enough, short, hidden] { try await host.fill(ann, product, 4) }
            try await host.database.execute("UPDATE inventory SET stock = 3 WHERE product_id = \(short)")
            try await host.database.execute("UPDATE products SET is_active = false WHERE id = \(hidden)")
            let answer = try await host.send(.post, Self.path, as: ann)
            #expect(answer.status == 409)
            let items = try #require(answer.json["items"]?.arrayValue)
            #expect(items.map { $0["product_id"]?.integerValue } == [short.rawValue, hidden.rawValue])
            #expect(items.map { $0["available"]?.integerValue } == [3, 0])
            #expect(try await host.stock(of: enough) == 10)
            #expect(try await host.count(of: "cart_items") == 3)
            #expect(try await host.count(of: "orders") == 0)
            #expect(try await host.eventKinds().isEmpty)
        }
    }

    @Test("an empty cart, and an order that goes nowhere, are refused")
    func refused() async throws {
        try await CommandHost.run { host in
            let ann = try await host.person(address: "")
            #expect(try await host.send(.post, Self.path, as: ann).problem == "empty-cart")
            try await host.fill(ann, try await host.product(stock: 1))
            let nowhere = try await host.send(.post, Self.path, as: ann)
            #expect(nowhere.json["errors"]?["shipping_address"] != nil)
            let blank = try await host.send(.post, Self.path, as: ann, #"{"shipping_address": " "}"#)
            #expect(blank.status == 422)
            let unknown = try await host.send(.post, Self.path, as: ann, #"{"total": "0.01"}"#)
            #expect(unknown.json["errors"]?["total"] != nil)
            #expect(try await host.send(.post, Self.path, as: ann, #"{"shipping_address": "2 Road"}"#).status == 201)
        }
    }

    @Test("a hundred checkouts at once of a product with ten left give ten orders and ninety refusals")
    func neverOversold() async throws {
        try await CommandHost.run { host in
            let boots = try await host.product(stock: 10)
            let statuses = try await withThrowingTaskGroup { group in
                for _ in 0..<100 {
                    group.addTask {
                        let person = try await host.person()
                        try await host.fill(person, boots)
                        let answer = try await host.send(.post, Self.path, as: person)
                        // Who was too late to find any to put in the cart could not order either.
                        return answer.problem == "empty-cart" ? 409 : answer.status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 201 } == 10)
            #expect(statuses.count { $0 == 409 } == 90)
            #expect(try await host.stock(of: boots) == 0)
            #expect(try await host.count(of: "orders") == 10)
            #expect(try await host.count(of: "events WHERE kind = 'product.low_stock'") == 1)
            let versions = try await host.database.query(
                "SELECT (payload::jsonb->>'version')::bigint FROM events WHERE kind = 'stock.changed' ORDER BY 1",
                as: Int.self)
            #expect(versions == Array(2...11))
        }
    }

    @Test("a retry with the same key gives the same order, one after the other or at once")
    func idempotent() async throws {
        try await CommandHost.run { host in
            let ann = try await host.person()
            let boots = try await host.product(stock: 10)
            try await host.fill(ann, boots, 2)
            let body = #"{"notes": "once"}"#
            let answers = try await withThrowingTaskGroup { group in
                for _ in 0..<6 {
                    group.addTask { try await host.send(.post, Self.path, as: ann, body, key: "k") }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 201 && $0.text == answers[0].text })
            #expect(answers.count { $0.headers[.idempotencyReplayed] == "true" } == 5)
            #expect(answers.allSatisfy { $0.headers[.location] == answers[0].headers[.location] })
            #expect(try await host.stock(of: boots) == 8)
            let other = try await host.send(.post, Self.path, as: ann, #"{"notes": "twice"}"#, key: "k")
            #expect(other.status == 422)
            #expect(other.problem == "idempotency-key-reused")
        }
    }

    @Test("the same key of two people is two keys; a refusal is not kept, so that the retry may succeed")
    func keys() async throws {
        try await CommandHost.run { host in
            let ann = try await host.person()
            let bob = try await host.person()
            let boots = try await host.product(stock: 10)
            #expect(try await host.send(.post, Self.path, as: ann, "{}", key: "k").problem == "empty-cart")
            try await host.fill(ann, boots)
            try await host.fill(bob, boots)
            #expect(try await host.send(.post, Self.path, as: ann, "{}", key: "k").status == 201)
            let answer = try await host.send(.post, Self.path, as: bob, "{}", key: "k")
            #expect(answer.status == 201)
            #expect(answer.headers[.idempotencyReplayed] == nil)
            #expect(try await host.send(.post, Self.path, as: bob, "{}", key: "two words").status == 400)
        }
    }

    @Test("with the setting, an order without a key is refused")
    func keyRequired() async throws {
        try await CommandHost.run(["IDEMPOTENCY_KEY_REQUIRED": "true"]) { host in
            let ann = try await host.person()
            try await host.fill(ann, try await host.product(stock: 1))
            #expect(try await host.send(.post, Self.path, as: ann).status == 400)
            #expect(try await host.send(.post, Self.path, as: ann, key: "k").status == 201)
        }
    }

    @Test("carts with the same products in opposite orders are checked out at once without a deadlock")
    func lockOrder() async throws {
        try await CommandHost.run { configuration in
            configuration.maximumTransactionAttempts = 1
        } _: { host in
            var products: [ProductID] = []
            for _ in 0..<5 { products.append(try await host.product(stock: 1_000)) }
            let all = products
            let statuses = try await withThrowingTaskGroup { group in
                for index in 0..<40 {
                    group.addTask {
                        let person = try await host.person()
                        for product in index.isMultiple(of: 2) ? all : all.reversed() {
                            try await host.fill(person, product)
                        }
                        return try await host.send(.post, Self.path, as: person).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.allSatisfy { $0 == 201 })
            for product in products { #expect(try await host.stock(of: product) == 960) }
        }
    }
}
