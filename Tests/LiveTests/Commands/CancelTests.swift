import Domain
import HTTPTypes
import JSON
import Postgres
import Testing

@Suite("command-api: cancelling an order")
struct CancelTests {
    private func order(
        _ host: CommandHost, _ person: Person, _ product: ProductID, _ quantity: Int
    ) async throws -> Int64 {
        try await host.fill(person, product, quantity)
        let answer = try await host.send(.post, "/api/orders/create/", as: person)
        return try #require(answer.json["id"]?.integerValue, "\(answer.text)")
    }

    @Test("a pending order is cancelled and its stock comes back, however many ask at once")
    func once() async throws {
        try await CommandHost.run { host in
            let ann = try await host.person()
            let boots = try await host.product(stock: 3)
            let id = try await order(host, ann, boots, 3)
            #expect(try await host.stock(of: boots) == 0)
            let answers = try await withThrowingTaskGroup { group in
                for _ in 0..<6 { group.addTask { try await host.send(.post, "/api/orders/\(id)/cancel/", as: ann) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0.status == 200 } == 1)
            #expect(answers.count { $0.problem == "invalid-transition" } == 5)
            #expect(try await host.stock(of: boots) == 3)
            let done = try #require(answers.first { $0.status == 200 })
            #expect(done.json["status"]?.stringValue == "cancelled")
            let timeline = done.json["timeline"]?.arrayValue?.map { $0["status"]?.stringValue }
            #expect(timeline == ["pending", "cancelled"])
            let isInStock = try await host.database.one("SELECT in_stock FROM products", as: Bool.self)
            #expect(isInStock)
            let kinds = try await host.eventKinds()
            #expect(kinds == ["order.placed", "stock.changed", "order.cancelled", "stock.changed"])
        }
    }

    @Test("an order that is under way is refused by its status; somebody else's is not there")
    func refused() async throws {
        try await CommandHost.run { host in
            let ann = try await host.person()
            let bob = try await host.person()
            let boots = try await host.product(stock: 3)
            let id = try await order(host, ann, boots, 1)
            #expect(try await host.send(.post, "/api/orders/\(id)/cancel/", as: bob).status == 404)
            #expect(try await host.send(.post, "/api/orders/none/cancel/", as: ann).status == 404)
            try await host.database.execute("UPDATE orders SET status = 'shipped'")
            let answer = try await host.send(.post, "/api/orders/\(id)/cancel/", as: ann)
            #expect(answer.status == 409)
            #expect(answer.json["detail"]?.stringValue?.contains("shipped") == true)
            #expect(answer.json["allowed"]?.arrayValue?.map(\.stringValue) == ["delivered"])
            #expect(try await host.stock(of: boots) == 2)
        }
    }
}
