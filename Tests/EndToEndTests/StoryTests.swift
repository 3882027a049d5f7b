import Foundation
import JSON
import Testing

extension EndToEnd {
    @Suite("A shop's day", .serialized)
    struct Story {}
}

extension EndToEnd.Story {
    @Test(
        "an admin imports a catalog, a customer buys from it, the admin ships, and the customer's open socket says so")
    func wholeStory() async throws {
        try await withShop { running in
            let shop = running.shop
            try await importCatalog(running)

            let customer = try await shop.newCustomer()
            let found = try await shop.get("/api/products/?search=coper+kettel")
            #expect(found.status == 200)
            #expect(
                found["results"]?.arrayValue?.first?["name"]?.stringValue == "Copper Kettle", "a small typo is forgiven"
            )
            let product = try #require(found["results"]?.arrayValue?.first?["id"]?.integerValue)

            let added = try await shop.addToCart(product, quantity: 2, customer: customer)
            #expect(added.status == 201)
            #expect(added["total"]?.stringValue == "79.80")
            let cart = try await shop.get(
                "/api/cart/", token: customer.access, headers: [("X-Read-After", added.readAfter ?? "")])
            #expect(cart.body == added.body, "both hosts show the same cart")

            let socket = try await shop.socket("/ws/orders/", of: customer)
            let order = try await shop.placeOrder(customer)
            #expect(order.status == 201)
            #expect(order["status"]?.stringValue == "pending")
            let number = try #require(order["number"]?.stringValue)
            #expect(try await socket.next(type: "order.placed")["order"]?["number"]?.stringValue == number)

            let shipped = try await shop.patch(
                "/api/admin/orders/\(number)/status/", token: running.admin.access, json: #"{"status":"shipped"}"#)
            #expect(shipped.status == 200)
            let message = try await socket.next(type: "order.status_changed")
            #expect(message["order"]?["status"]?.stringValue == "shipped")
            #expect(message["order"]?["previous_status"]?.stringValue == "pending")

            let seen = try await shop.get(
                "/api/orders/\(number)/", token: customer.access, headers: [("X-Read-After", shipped.readAfter ?? "")])
            #expect(seen["status"]?.stringValue == "shipped")
            #expect(seen["timeline"]?.arrayValue?.count == 2)
            let left = try await shop.get(
                "/api/products/\(product)/", headers: [("X-Read-After", order.readAfter ?? "")])
            #expect(left["stock"]?.integerValue == 3)
        }
    }

    @Test("importing a file again changes nothing, and a refused line is named and stops nothing")
    func importAgain() async throws {
        try await withShop { running in
            let first = try await importCatalog(running)
            #expect(first.contains("line 3"), "\(first)")
            let before = try await running.stack.database.query(
                "SELECT id, sku, version, created_at FROM products ORDER BY id")
            let events = try await running.stack.database.query("SELECT count(*) FROM events")
            try await importCatalog(running)
            let after = try await running.stack.database.query(
                "SELECT id, sku, version, created_at FROM products ORDER BY id")
            #expect(before == after)
            #expect(try await running.stack.database.query("SELECT count(*) FROM events") == events)
        }
    }

    @discardableResult
    private func importCatalog(_ running: RunningShop) async throws -> String {
        let file = running.stack.folder.appending(path: "catalog.ndjson")
        let lines = [
            #"{"sku":"K-1","name":"Copper Kettle","brand":"Brückner","price":"39.90","category":["Kitchen","Kettles"],"stock":5}"#,
            #"{"sku":"K-2","name":"Steel Kettle","brand":"BRÜCKNER","price":"19.90","list_price":"24.90","category":["Kitchen","Kettles"]}"#,
            #"{"sku":"K-3","name":"No price","category":["Kitchen"]}"#,
            #"{"sku":"L-1","name":"Desk Lamp","price":"59.00","category":["Lighting"],"stock":0}"#,
        ]
        try Data(lines.joined(separator: "\n").utf8).write(to: file)
        let result = try await running.stack.run(.command, ["import", file.path])
        #expect(result.status == 0, "\(result.output)")
        return result.output
    }
}
