import Domain
import HTTPTypes
import JSON
import Postgres
import Testing
import WebAPI

@Suite("command-api: the cart")
struct CartTests {
    @Test("adding answers the cart: 201 for a new line, 200 and the sum for one that was there")
    func adds() async throws {
        try await CommandHost.run { host in
            let ann = try await host.person()
            let boots = try await host.product(price: 1_999, stock: 5)
            let first = try await host.fill(ann, boots, 2)
            #expect(first.status == 201)
            #expect(first.headers[.location]?.hasPrefix("/api/cart/items/") == true)
            let second = try await host.send(.post, "/api/cart/add/", as: ann, #"{"product_id": \#(boots)}"#)
            #expect(second.status == 200)
            #expect(second.json["items"]?.arrayValue?.count == 1)
            #expect(second.json["total_items"]?.integerValue == 3)
            #expect(second.json["total"]?.stringValue == "59.97")
        }
    }

    @Test("more than the stock is refused with what is left, and the cart stays as it was")
    func overTheStock() async throws {
        try await CommandHost.run { host in
            let ann = try await host.person()
            let boots = try await host.product(stock: 5)
            try await host.fill(ann, boots, 4)
            let answer = try await host.fill(ann, boots, 2)
            #expect(answer.status == 409)
            #expect(answer.problem == "insufficient-stock")
            #expect(answer.json["available"]?.integerValue == 5)
            #expect(answer.json["items"]?.arrayValue?.first?["requested"]?.integerValue == 6)
            #expect(try await host.database.one("SELECT quantity FROM cart_items", as: Int.self) == 4)
        }
    }

    @Test("what is unknown or not for sale cannot be added, nor nothing or a debt of it")
    func refused() async throws {
        try await CommandHost.run { host in
            let ann = try await host.person()
            let hidden = try await host.product(stock: 5, isActive: false)
            let boots = try await host.product(stock: 5)
            #expect(try await host.fill(ann, ProductID(999_999)).status == 404)
            #expect(try await host.fill(ann, hidden).status == 404)
            for quantity in [0, -1, Limits.quantity + 1] {
                #expect(try await host.fill(ann, boots, quantity).status == 422)
            }
            #expect(try await host.count(of: "cart_items") == 0)
        }
    }

    @Test("a cart takes 100 lines and no more")
    func full() async throws {
        try await CommandHost.run { host in
            let ann = try await host.person()
            let boots = try await host.product(stock: 5)
            try await host.fill(ann, boots)
            try await host.database.execute(
                """
                WITH product AS (
                    INSERT INTO products (name, slug, price)
                    SELECT 'More', 'more-' || n, 1 FROM generate_series(2, 100) n
                    RETURNING id
                )
                INSERT INTO cart_items (user_id, product_id, quantity, price) SELECT \(ann.id), id, 1, 1 FROM product
                """)
            let one = try await host.product(stock: 5)
            #expect(try await host.fill(ann, one).status == 422)
            #expect(try await host.fill(ann, boots).status == 200)
        }
    }

    @Test("lines are changed, removed and cleared by their owner alone")
    func changes() async throws {
        try await CommandHost.run { host in
            let ann = try await host.person()
            let bob = try await host.person()
            let boots = try await host.product(stock: 5)
            let added = try await host.fill(ann, boots)
            let item = try #require(added.json["items"]?.arrayValue?.first?["id"]?.integerValue)
            let path = "/api/cart/items/\(item)/"
            #expect(
                try await host.send(.patch, path, as: ann, #"{"quantity": 5}"#).json["total_items"]?.integerValue == 5)
            #expect(try await host.send(.patch, path, as: ann, #"{"quantity": 6}"#).problem == "insufficient-stock")
            #expect(try await host.send(.patch, path, as: ann, #"{"quantity": 0}"#).status == 422)
            #expect(try await host.send(.patch, path, as: bob, #"{"quantity": 1}"#).status == 404)
            #expect(try await host.send(.delete, path + "remove/", as: bob).status == 404)
            let removed = try await host.send(.delete, path + "remove/", as: ann)
            #expect(removed.json["items"]?.arrayValue?.isEmpty == true)
            #expect(try await host.send(.delete, path + "remove/", as: ann).status == 404)
            try await host.fill(ann, boots)
            #expect(try await host.send(.delete, "/api/cart/clear/", as: ann).json["total"]?.stringValue == "0.00")
            #expect(try await host.count(of: "cart_items") == 0)
        }
    }

    @Test("twenty additions at once add up")
    func concurrent() async throws {
        try await CommandHost.run { host in
            let ann = try await host.person()
            let boots = try await host.product(stock: 15)
            let statuses = try await withThrowingTaskGroup { group in
                for _ in 0..<20 { group.addTask { try await host.fill(ann, boots).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 201 } == 1)
            #expect(statuses.count { $0 == 200 } == 14)
            #expect(statuses.count { $0 == 409 } == 5)
            #expect(try await host.database.one("SELECT quantity FROM cart_items", as: Int.self) == 15)
        }
    }
}
