import Domain
import HTTPTypes
import JSON
import Postgres
import TestSupport
import Testing

@Suite("command-api: nothing is sold twice or lost")
struct StockConservationTests {
    /// What one simulated customer may do next.
    private enum Move: CaseIterable { case add, change, checkout, retryCheckout, cancel, clear }

    @Test("whatever people do at once, stock and open orders add up", arguments: [UInt64.random(in: 0 ... .max)])
    func conserved(seed: UInt64) async throws {
        try await CommandHost.run { host in
            var products: [ProductID] = []
            for _ in 0..<4 { products.append(try await host.product(stock: 12)) }
            let all = products
            try await withThrowingTaskGroup { group in
                for index in 0..<8 {
                    group.addTask {
                        var customer = Customer(
                            host: host, person: try await host.person(), products: all,
                            random: SeededGenerator(seed: seed &+ UInt64(index)))
                        for _ in 0..<25 { try await customer.move() }
                    }
                }
                try await group.waitForAll()
            }
            for product in products {
                let (stock, sold, version) = try await host.database.one(
                    """
                    SELECT stock,
                        (SELECT coalesce(sum(quantity), 0)::bigint
                         FROM order_items
                         JOIN orders ON orders.id = order_id
                         WHERE order_items.product_id = inventory.product_id AND status <> 'cancelled'),
                        version
                    FROM inventory
                    WHERE product_id = \(product)
                    """, as: (Int, Int, Int).self)
                #expect(stock + sold == 12)
                let changes = try await host.count(
                    of: "events WHERE kind = 'stock.changed' AND payload::jsonb->'id' = to_jsonb(\(product))")
                #expect(version == 1 + changes, "one event for each change of the stock")
            }
        }
    }

    private struct Customer {
        let host: CommandHost
        let person: Person
        let products: [ProductID]
        var random: SeededGenerator
        var orders: [Int64] = []
        var checkouts = 0

        mutating func move() async throws {
            let answer: CommandHost.Answer
            switch Move.allCases.randomElement(using: &random) ?? .add {
            case .add: answer = try await host.fill(person, products[Int.random(in: 0..<4, using: &random)], quantity())
            case .change: answer = try await change()
            case .checkout: answer = try await checkout(isRetry: false)
            case .retryCheckout: answer = try await checkout(isRetry: true)
            case .cancel:
                guard let order = orders.randomElement(using: &random) else { return }
                answer = try await host.send(.post, "/api/orders/\(order)/cancel/", as: person)
            case .clear: answer = try await host.send(.delete, "/api/cart/clear/", as: person)
            }
            #expect(answer.status < 500, "\(answer.text)")
        }

        private mutating func quantity() -> Int { Int.random(in: 1...4, using: &random) }

        private mutating func change() async throws -> CommandHost.Answer {
            let cart = try await host.fill(person, products[0])
            let item = cart.json["items"]?.arrayValue?.randomElement(using: &random)?["id"]?.integerValue ?? 1
            return try await host.send(
                .patch, "/api/cart/items/\(item)/", as: person, #"{"quantity": \#(quantity())}"#)
        }

        private mutating func checkout(isRetry: Bool) async throws -> CommandHost.Answer {
            if !isRetry { checkouts += 1 }
            let answer = try await host.send(
                .post, "/api/orders/create/", as: person, "{}", key: "checkout-\(checkouts)")
            if answer.status == 201, let id = answer.json["id"]?.integerValue { orders.append(id) }
            return answer
        }
    }
}
