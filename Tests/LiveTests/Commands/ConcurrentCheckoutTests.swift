import Domain
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import CommandAPI

@Suite("command-api: checkouts of several processes")
struct ConcurrentCheckoutTests {
    @Test("batches of carts with the same products in any order never wait for each other in a circle")
    func lockOrder() async throws {
        try await CommandHost.run { configuration in
            configuration.maximumTransactionAttempts = 1
        } _: { host in
            let products = try await Self.products(of: host, 5, stock: 10_000)
            try await withThrowingTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask {
                        for _ in 0..<4 { try await Self.placeBatch(of: products, on: host) }
                    }
                }
                try await group.waitForAll()
            }
            for product in products { #expect(try await host.stock(of: product) == 10_000 - 8 * 4 * 6) }
        }
    }

    /// Six people with all of the products, put into their carts in any order, in one transaction.
    private static func placeBatch(of products: [ProductID], on host: CommandHost) async throws {
        var orders: [PlaceOrder] = []
        for _ in 0..<6 {
            let person = try await host.person()
            for product in products.shuffled() { try await host.fill(person, product) }
            orders.append(PlaceOrder(user: person.id, shippingAddress: nil, phone: nil, notes: "", attempt: nil))
        }
        let place = PlaceOrders(orders: orders, currency: host.dependencies.currency, lowStock: 0)
        let outcomes = try await host.database.transaction { try await place.run(on: $0) }
        #expect(outcomes.allSatisfy { (try? $0.get()) != nil })
    }

    @Test(
        "two processes with the same hot products sell exactly what there is",
        arguments: [UInt64.random(in: 0 ... .max)])
    func twoProcesses(seed: UInt64) async throws {
        try await CommandHost.run { host in
            let products = try await Self.products(of: host, 3, stock: 40)
            let carryOut = CarryOut(
                commands: host.dependencies.commands, currency: host.dependencies.currency, lowStock: 5)
            // Neither knows of the other: only the database is common to them.
            var limits = CheckoutQueue.Limits()
            limits.patience = .seconds(60)
            let processes = (0..<2).map { _ in Checkouts(limits, carryOut: carryOut) }
            let placed = try await withThrowingTaskGroup { group in
                for index in 0..<120 {
                    group.addTask {
                        var random = SeededGenerator(seed: seed &+ UInt64(index))
                        let person = try await host.person()
                        for product in products.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)) {
                            try await host.fill(person, product, Int.random(in: 1...3, using: &random))
                        }
                        return try await Self.place(person, in: processes[index % 2])
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(try await host.count(of: "orders") == placed)
            #expect(try await host.count(of: "events WHERE kind = 'order.placed'") == placed)
            for product in products { try await Self.expectConserved(product, stock: 40, on: host) }
        }
    }

    /// Whether it was placed; throws what is no refusal.
    private static func place(_ person: Person, in checkouts: Checkouts) async throws -> Bool {
        do {
            _ = try await checkouts.place(
                PlaceOrder(user: person.id, shippingAddress: nil, phone: nil, notes: "", attempt: nil))
            return true
        } catch is PlaceOrder.Refused {
            return false
        }
    }

    private static func expectConserved(_ product: ProductID, stock before: Int, on host: CommandHost) async throws {
        let (stock, sold, version, changes) = try await host.database.one(
            """
            SELECT stock,
                (SELECT coalesce(sum(quantity), 0)::bigint FROM order_items WHERE product_id = \(product)),
                version,
                (SELECT count(*) FROM events
                 WHERE kind = 'stock.changed' AND payload::jsonb->'id' = to_jsonb(\(product)))
            FROM inventory
            WHERE product_id = \(product)
            """, as: (Int, Int, Int, Int).self)
        #expect(stock >= 0 && stock + sold == before)
        #expect(version == 1 + changes, "one event for each order")
        let stocks = try await host.database.query(
            """
            SELECT (payload::jsonb->>'stock')::bigint
            FROM events
            WHERE kind = 'stock.changed' AND payload::jsonb->'id' = to_jsonb(\(product))
            ORDER BY (payload::jsonb->>'version')::bigint
            """, as: Int.self)
        #expect(zip([before] + stocks, stocks).allSatisfy(>), "each event says what its order has left")
        #expect(stocks.last ?? before == stock)
    }

    private static func products(of host: CommandHost, _ count: Int, stock: Int) async throws -> [ProductID] {
        var products: [ProductID] = []
        for _ in 0..<count { products.append(try await host.product(stock: stock)) }
        return products
    }
}
