import Domain
import HTTPTypes
import JSON
import Postgres
import ReadModels
import TestSupport
import Testing
import WebAPI

@testable import CommandAPI

@Suite("command-api: checkouts of one product go together")
struct CombinedCheckoutTests {
    @Test("those that wait go in one transaction, each with what it would have got by itself")
    func mixed() async throws {
        try await CommandHost.run { host in
            let boots = try await host.product(stock: 10)
            let shop = try await CheckoutRush(host, hot: boots)
            for quantity in [4, 6, 5, 1] { try await shop.join(quantity: quantity, key: "k") }
            let (first, rest) = try await shop.open()
            #expect(first.status == 201)
            #expect(rest.map(\.status) == [201, 409, 201, 409])
            #expect(rest.compactMap { $0.json["available"]?.integerValue } == [5, 0])
            #expect(rest[1].json["items"]?.arrayValue?.map { $0["requested"]?.integerValue } == [6])
            #expect(rest[0].headers[.readAfter] == rest[2].headers[.readAfter], "one transaction")
            #expect(rest[0].headers[.readAfter] != first.headers[.readAfter])

            #expect(try await host.stock(of: boots) == 0)
            let versions = try await host.database.query(
                """
                SELECT (payload::jsonb->>'version') || ':' || (payload::jsonb->>'stock')
                FROM events
                WHERE kind = 'stock.changed'
                ORDER BY id
                """, as: String.self)
            #expect(versions == ["2:9", "3:5", "4:0"])
            let left = try await host.database.query("SELECT quantity FROM cart_items ORDER BY 1", as: Int.self)
            #expect(left == [1, 6], "the carts of those refused")
            #expect(try await host.count(of: "idempotency_keys") == 2, "refusals keep no key")
            try await shop.expectStoredAsAnswered([first] + rest)
        }
    }

    @Test("a poisonous order among sixteen others fails alone")
    func poisonous() async throws {
        try await CommandHost.run { host in
            let boots = try await host.product(stock: 100)
            try await host.database.execute("ALTER TABLE orders ADD CONSTRAINT poison CHECK (notes <> 'poison')")
            let shop = try await CheckoutRush(host, hot: boots)
            for index in 0..<17 {
                try await shop.join(notes: index == 8 ? "poison" : "note \(index)", key: "key-\(index)")
            }
            let (first, rest) = try await shop.open()
            #expect(first.status == 201)
            #expect(rest.indices.filter { rest[$0].status != 201 } == [8])
            #expect(rest[8].problem == "internal")
            #expect(rest[3].json["notes"]?.stringValue == "note 3")
            #expect(try await host.stock(of: boots) == 83)
            #expect(try await host.count(of: "orders") == 17)
            #expect(try await host.count(of: "events WHERE kind = 'order.placed'") == 17)
            #expect(try await host.count(of: "idempotency_keys") == 16)
            #expect(try await host.count(of: "cart_items") == 1)
            try await shop.expectStoredAsAnswered([first] + rest)
        }
    }

    @Test("a retry in a batch gets its first answer, a key used for something else is refused, others are placed")
    func replayed() async throws {
        try await CommandHost.run { host in
            let boots = try await host.product(stock: 20)
            let (ann, bob) = (try await host.person(), try await host.person())
            var earlier: [CommandHost.Answer] = []
            for person in [ann, bob] {
                try await host.fill(person, boots)
                earlier.append(try await host.checkout(person, key: "k"))
            }
            let shop = try await CheckoutRush(host, hot: boots)
            try await shop.join(ann, key: "k")
            try await shop.join(key: "k")
            try await shop.join(bob, notes: "other", key: "k")
            try await shop.join(bob, key: "new")
            let (_, rest) = try await shop.open()
            #expect(rest.map(\.status) == [201, 201, 422, 201])
            #expect(rest[0].text == earlier[0].text)
            #expect(rest.map { $0.headers[.idempotencyReplayed] } == ["true", nil, nil, nil])
            #expect(rest[2].problem == "idempotency-key-reused")
            #expect(try await host.stock(of: boots) == 14)
            #expect(try await host.count(of: "cart_items") == 1, "what a retry found in the cart stays there")
        }
    }

    @Test("a checkout of another product does not wait")
    func untouched() async throws {
        try await CommandHost.run { host in
            let (boots, laces) = (try await host.product(stock: 10), try await host.product(stock: 10))
            let shop = try await CheckoutRush(host, hot: boots)
            let ann = try await host.person()
            try await host.fill(ann, laces)
            #expect(try await host.checkout(ann).status == 201)
            let (first, _) = try await shop.open()
            #expect(first.status == 201)
        }
    }

    @Test("who would wait in too long a line, or behind too many of their own, is sent away undone")
    func bounds() async throws {
        try await CommandHost.run(["CHECKOUT_QUEUE": "2", "CHECKOUT_QUEUE_PER_ACCOUNT": "2"]) { host in
            let boots = try await host.product(stock: 10)
            let shop = try await CheckoutRush(host, hot: boots)
            let ann = try await host.person()
            try await shop.join(ann, key: "k")
            try await shop.join(ann, key: "l")
            let third = try await host.checkout(ann)
            #expect(third.problem == "too-many-requests")
            #expect(third.headers[.retryAfter] == "1")
            let bob = try await host.person()
            try await host.fill(bob, boots)
            #expect(try await host.checkout(bob).problem == "busy")

            let (first, rest) = try await shop.open()
            #expect(first.status == 201)
            #expect(rest.map(\.problem) == [nil, "empty-cart"], "the first took all of the cart")
            #expect(try await host.stock(of: boots) == 7)
            #expect(try await host.count(of: "orders") == 2)
            #expect(try await host.checkout(bob).status == 201)
        }
    }

    @Test("who would wait for too long is sent away undone, and may come again")
    func patience() async throws {
        try await CommandHost.run(["CHECKOUT_QUEUE_PATIENCE_MS": "300"]) { host in
            let boots = try await host.product(stock: 10)
            let shop = try await CheckoutRush(host, hot: boots)
            let ann = try await host.person()
            try await host.fill(ann, boots)
            let late = try await host.checkout(ann, key: "k")
            #expect(late.problem == "busy" && late.headers[.retryAfter] == "1")
            #expect(try await shop.open().first.status == 201)
            #expect(try await host.stock(of: boots) == 9)
            #expect(try await host.count(of: "orders") == 1)
            #expect(try await host.checkout(ann, key: "k").status == 201)
        }
    }

    @Test("who gives up while they wait has ordered nothing, and holds nobody up")
    func givenUp() async throws {
        try await CommandHost.run { host in
            let boots = try await host.product(stock: 10)
            let shop = try await CheckoutRush(host, hot: boots)
            let ann = try await host.person()
            try await host.fill(ann, boots)
            let order = PlaceOrder(user: ann.id, shippingAddress: "Here 1", phone: nil, notes: "", attempt: nil)
            let given = Task { try await host.dependencies.checkouts.place(order) }
            try await eventually("she waits") { host.dependencies.checkouts.depth == 1 }
            try await shop.join(key: "k")
            given.cancel()
            await #expect(throws: CancellationError.self) { try await given.value }
            #expect(try await shop.open().rest.map(\.status) == [201])
            #expect(try await host.count(of: "cart_items") == 1)
        }
    }
}
