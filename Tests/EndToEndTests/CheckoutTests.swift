import Foundation
import JSON
import NIOHTTP1
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Checkout", .serialized)
    struct Checkout {}
}

extension EndToEnd.Checkout {
    @Test("100 concurrent checkouts of a product with 10 left give exactly 10 orders")
    func neverOversold() async throws {
        try await withShop { running in
            let shop = running.shop
            let product = try await shop.newProduct(admin: running.admin, stock: 10)
            let customers = try await shop.newCustomers(100)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for customer in customers {
                    group.addTask {
                        let added = try await shop.addToCart(product, customer: customer)
                        #expect(added.status == 201)
                    }
                }
                try await group.waitForAll()
            }
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for customer in customers { group.addTask { try await shop.placeOrder(customer) } }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            #expect(answers.filter { $0.status == 201 }.count == 10)
            let refused = answers.filter { $0.status == 409 }
            #expect(refused.count == 90)
            for answer in refused {
                #expect(answer["type"]?.stringValue?.hasSuffix("insufficient-stock") == true)
                #expect(answer["items"]?.arrayValue?.first?["product_id"]?.integerValue == product)
            }
            let counted = try await running.stack.database.query(
                "SELECT (SELECT count(*) FROM orders), (SELECT stock FROM inventory WHERE product_id = \(product))")
            #expect(counted == ["10|0"])
        }
    }

    @Test("a retry with the same Idempotency-Key after a kill -9 of command-api gives one order")
    func oneOrderAfterCrash() async throws {
        try await withShop { running in
            let shop = running.shop
            let product = try await shop.newProduct(admin: running.admin, stock: 50)
            for attempt in 0..<3 {
                let server = attempt == 0 ? running.command : try await running.stack.start(.command)
                let customer = try await shop.newCustomer()
                _ = try await shop.addToCart(product, customer: customer)
                let key = "checkout-\(attempt)"
                async let first = try? shop.placeOrder(customer, key: key)
                // Killed before, during or after the commit: each attempt at another moment.
                try await eventually("the checkout may have begun") {
                    let orders = try await running.stack.database.query("SELECT count(*) FROM orders")
                    return attempt != 2 || orders == ["\(attempt + 1)"]
                }
                try await server.end(by: SIGKILL)
                _ = await first
                let restarted = try await running.stack.start(.command)
                let retried = try await shop.placeOrder(customer, key: key)
                #expect(retried.status == 201)
                let again = try await shop.placeOrder(customer, key: key)
                #expect(again.body == retried.body)
                #expect(again.headers.first(name: "Idempotency-Replayed") == "true")
                let orders = try await running.stack.database.query(
                    "SELECT count(*) FROM orders WHERE user_id = \(customer.id)")
                #expect(orders == ["1"])
                try await restarted.end(by: SIGKILL)
            }
            let stock = try await running.stack.database.query(
                "SELECT stock FROM inventory WHERE product_id = \(product)")
            #expect(stock == ["47"])
        }
    }

    @Test("a cancelled order restores the stock exactly once, however often it is cancelled at once")
    func cancelOnce() async throws {
        try await withShop { running in
            let shop = running.shop
            let product = try await shop.newProduct(admin: running.admin, stock: 5)
            let customer = try await shop.newCustomer()
            _ = try await shop.addToCart(product, quantity: 3, customer: customer)
            let order = try await shop.placeOrder(customer)
            let id = try #require(order["id"]?.integerValue)
            let answers = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<10 {
                    group.addTask { try await shop.post("/api/orders/\(id)/cancel/", token: customer.access).status }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(answers.filter { $0 == 200 }.count == 1)
            #expect(answers.filter { $0 == 409 }.count == 9)
            let stock = try await running.stack.database.query(
                "SELECT stock FROM inventory WHERE product_id = \(product)")
            #expect(stock == ["5"])
        }
    }
}

extension Shop {
    /// Registers and signs in many people, a few at a time: hashing is slow on purpose, and its queue is bounded.
    func newCustomers(_ count: Int) async throws -> [Person] {
        try await withThrowingTaskGroup(of: Person.self) { group in
            var people: [Person] = []
            for index in 0..<count {
                if index >= 8, let person = try await group.next() { people.append(person) }
                group.addTask { try await newCustomer() }
            }
            for try await person in group { people.append(person) }
            return people
        }
    }
}
