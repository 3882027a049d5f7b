import Domain
import HTTPTypes
import HummingbirdTesting
import JSON
import Postgres
import Testing

@testable import CommandAPI

@Suite("Admin: orders")
struct AdminOrderTests {
    /// A host with one product in stock.
    private func withProduct(
        stock: Int = 10, _ body: @escaping @Sendable (AdminHost, Int64) async throws -> Void
    ) async throws {
        try await AdminHost.with { host in
            let category = try await host.makeCategory("Shoes")
            try await body(host, try await host.makeProduct("Boots", category: category, stock: stock).id)
        }
    }

    private func stock(of product: Int64, on host: AdminHost) async throws -> Int {
        try await host.database.one("SELECT stock FROM inventory WHERE product_id = \(product)", as: Int.self)
    }

    @Test("an order goes from pending over shipped to delivered, with notes in its timeline")
    func lifeCycle() async throws {
        try await withProduct { host, product in
            let order = try await host.placeOrder(of: product, quantity: 2)
            try await host.forgetEvents()
            let shipped = try await host.write(
                .patch, "orders/\(order)/status/", "{\"status\":\"shipped\",\"note\":\"Parcel 7\"}")
            #expect(shipped["status"] == .string("shipped"))
            #expect(shipped["customer"]?["email"] == .string("buyer@example.org"))
            #expect(shipped["timeline"]?.arrayValue?.last?["note"] == .string("Parcel 7"))
            let number = try #require(shipped["number"]?.stringValue)
            try await host.write(.patch, "orders/\(number)/status/", "{\"status\":\"delivered\"}")
            #expect(try await host.send(.get, "orders/\(number)/").json["status"] == .string("delivered"))
            let events = try await host.events()
            #expect(events.map(\.kind) == ["order.status_changed", "order.status_changed"])
            #expect(events[1].payload["previous_status"] == .string("shipped"))
            let told = try await host.database.one(
                "SELECT count(*) FROM events WHERE user_id IS NOT NULL AND for_admins", as: Int.self)
            #expect(told == 2)
        }
    }

    @Test("another transition is refused and names the allowed ones")
    func transitions() async throws {
        try await withProduct { host, product in
            let path = "orders/\(try await host.placeOrder(of: product, quantity: 1))/status/"
            let refused = try await host.send(.patch, path, "{\"status\":\"delivered\"}")
            #expect(refused.problem == "invalid-transition")
            #expect(try refused.json["allowed"] == .array([.string("shipped"), .string("cancelled")]))
            try await host.write(.patch, path, "{\"status\":\"cancelled\"}")
            #expect(try await host.send(.patch, path, "{\"status\":\"cancelled\"}").status == .conflict)
            #expect(try await host.send(.patch, path, "{\"status\":\"lost\"}").status == .unprocessableContent)
            let unknown = "orders/ORD-20200101-000000/status/"
            #expect(try await host.send(.patch, unknown, "{\"status\":\"shipped\"}").status == .notFound)
        }
    }

    @Test("ten cancellations at once give the stock back once")
    func cancelOnce() async throws {
        try await withProduct(stock: 10) { host, product in
            let path = "orders/\(try await host.placeOrder(of: product, quantity: 4))/status/"
            #expect(try await stock(of: product, on: host) == 6)
            let statuses = try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
                for _ in 1...10 {
                    group.addTask { try await host.send(.patch, path, "{\"status\":\"cancelled\"}").status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == .ok } == 1)
            #expect(statuses.count { $0 == .conflict } == 9)
            #expect(try await stock(of: product, on: host) == 10)
        }
    }

    @Test("orders are found by status, number, address and time, the newest first")
    func list() async throws {
        try await withProduct { host, product in
            let first = try await host.placeOrder(of: product, quantity: 1, email: "ann@example.org")
            let second = try await host.placeOrder(of: product, quantity: 1, email: "bob@example.org")
            try await host.write(.patch, "orders/\(first)/status/", "{\"status\":\"shipped\"}")
            func ids(_ query: String) async throws -> [Int64] {
                let page = try await host.send(.get, "orders/?\(query)").json
                return page["results"]?.arrayValue?.map(\.id) ?? []
            }
            let (a, b) = (first.rawValue, second.rawValue)
            #expect(try await ids("") == [b, a])
            #expect(try await ids("status=shipped") == [a])
            #expect(try await ids("search=ANN@") == [a])
            let number = try #require(try await host.send(.get, "orders/\(b)/").json["number"]?.stringValue)
            #expect(try await ids("search=\(number)") == [b])
            #expect(try await ids("created_after=2100-01-01").isEmpty)
            #expect(try await ids("created_before=2100-01-01").count == 2)
            let user = try await host.send(.get, "orders/\(a)/").json["customer"]?.id ?? 0
            #expect(try await ids("user=\(user)") == [a])
            #expect(try await host.send(.get, "orders/999/").status == .notFound)
        }
    }

    @Test("a status is set only on the order that If-Match names, as it was when it was read")
    func precondition() async throws {
        try await withProduct { host, product in
            let order = try await host.placeOrder(of: product, quantity: 2)
            let (path, ship) = ("orders/\(order)/status/", "{\"status\":\"shipped\"}")
            let etag = try #require(try await host.send(.get, "orders/\(order)/").headers[.eTag])
            let stale = try await host.send(.patch, path, ship, headers: [.ifMatch: "\"another\""])
            #expect(stale.status == .preconditionFailed)
            let shipped = try await host.send(.patch, path, ship, headers: [.ifMatch: etag])
            #expect(shipped.status == .ok)
            #expect(shipped.headers[.eTag] == (try await host.send(.get, "orders/\(order)/").headers[.eTag]))
            #expect(try await host.send(.patch, path, ship, headers: [.ifMatch: etag]).status == .preconditionFailed)
            let unknown = try await host.send(.patch, "orders/999/status/", ship, headers: [.ifMatch: etag])
            #expect(unknown.status == .notFound)
        }
    }
}
