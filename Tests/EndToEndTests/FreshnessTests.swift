import Foundation
import JSON
import NIOHTTP1
import TestSupport
import Testing

extension EndToEnd {
    @Suite("A cache that does not lie", .serialized)
    struct Freshness {}
}

extension EndToEnd.Freshness {
    /// Polls the list until it shows the price; every answer on the way must be a 200.
    private func timeUntilListed(_ price: String, shop: Shop) async throws -> Duration {
        let start = ContinuousClock.now
        try await eventually("the list shows \(price)") {
            let list = try await shop.get("/api/products/")
            #expect(list.status == 200)
            return list["results"]?.arrayValue?.first?["price"]?.stringValue == price
        }
        return ContinuousClock.now - start
    }

    @Test("a cached list shows a new price soon after the commit, and also while Redis is stopped")
    func newPriceIsSeen() async throws {
        try await withShop { running in
            let shop = running.shop
            let product = try await shop.newProduct(admin: running.admin, price: "1.00", stock: 5)
            _ = try await timeUntilListed("1.00", shop: shop)
            var price = 1
            let change = {
                price += 1
                let changed = try await shop.patch(
                    "/api/admin/products/\(product)/", token: running.admin.access, json: #"{"price":"\#(price).00"}"#)
                #expect(changed.status == 200)
                return try await timeUntilListed("\(price).00", shop: shop)
            }
            // The goals are 250 ms and 1.5 s; a benchmark reports the figures, this fails at more than twice them.
            try await promptly("the list shows a new price", within: .milliseconds(600), change)
            running.stack.redis.signal(SIGSTOP)
            for _ in 0..<3 { try await promptly("it shows one without Redis", within: .seconds(4), change) }
            running.stack.redis.signal(SIGCONT)
        }
    }

    @Test("a read with X-Read-After right after each kind of mutation sees it, 200 times in a row")
    func readYourWrites() async throws {
        try await withShop { running in
            let shop = running.shop
            let admin = running.admin.access
            let product = try await shop.newProduct(admin: running.admin, price: "1.00", stock: 10_000)
            let customer = try await shop.newCustomer()
            for round in 1...200 {
                let price = "\(round).50"
                let priced = try await shop.patch(
                    "/api/admin/products/\(product)/", token: admin,
                    json: #"{"price":"\#(price)","name":"Kettle \#(round)"}"#)
                let detail = try await shop.get("/api/products/\(product)/", headers: after(priced))
                #expect(detail["price"]?.stringValue == price)
                let list = try await shop.get("/api/products/?ordering=-price", headers: after(priced))
                #expect(list["results"]?.arrayValue?.first?["name"]?.stringValue == "Kettle \(round)")

                let stocked = try await shop.patch(
                    "/api/admin/products/\(product)/stock/", token: admin, json: #"{"stock":\#(10_000 + round)}"#)
                let restocked = try await shop.get("/api/products/\(product)/", headers: after(stocked))
                #expect(restocked["stock"]?.integerValue == Int64(10_000 + round))

                let added = try await shop.addToCart(product, customer: customer)
                let cart = try await shop.get("/api/cart/", token: customer.access, headers: after(added))
                #expect(cart["total_items"]?.integerValue == 1)

                let placed = try await shop.placeOrder(customer)
                let orders = try await shop.get("/api/orders/", token: customer.access, headers: after(placed))
                #expect(orders["results"]?.arrayValue?.first?["id"] == placed["id"])
                let sold = try await shop.get("/api/products/\(product)/", headers: after(placed))
                #expect(sold["stock"]?.integerValue == Int64(10_000 + round - 1))

                let id = try #require(placed["id"]?.integerValue)
                let cancelled = try await shop.post("/api/orders/\(id)/cancel/", token: customer.access)
                let order = try await shop.get("/api/orders/\(id)/", token: customer.access, headers: after(cancelled))
                #expect(order["status"]?.stringValue == "cancelled")

                let named = try await shop.send(
                    .PATCH, .command, "/api/auth/profile/", token: customer.access, json: #"{"name":"Name \#(round)"}"#)
                let profile = try await shop.get("/api/auth/profile/", token: customer.access, headers: after(named))
                #expect(profile["name"]?.stringValue == "Name \(round)")

                let made = try await shop.post(
                    "/api/admin/categories/", token: admin, json: #"{"name":"Category \#(round)"}"#)
                let slug = try #require(made["slug"]?.stringValue)
                let category = try await shop.get("/api/categories/\(slug)/", headers: after(made))
                #expect(category["name"]?.stringValue == "Category \(round)")

                let branded = try await shop.post(
                    "/api/admin/brands/", token: admin, json: #"{"name":"Brand \#(round)"}"#)
                let brand = try await shop.get(
                    "/api/brands/\(try #require(branded["slug"]?.stringValue))/", headers: after(branded))
                #expect(brand["name"]?.stringValue == "Brand \(round)")
            }
        }
    }

    @Test("selling 1,000 units one by one evicts no list page, and the list shows each new stock")
    func salesEvictNothing() async throws {
        try await withShop { running in
            let shop = running.shop
            let product = try await shop.newProduct(admin: running.admin, stock: 1_500)
            let customer = try await shop.newCustomer()
            // A page is cached once the log has caught up with the product's creation.
            try await eventually("the list is served from memory") {
                try await shop.get("/api/products/").headers.first(name: "Cache-Status")?.contains("; hit") == true
            }
            for sold in 1...1_000 {
                _ = try await shop.addToCart(product, customer: customer)
                let placed = try await shop.placeOrder(customer)
                #expect(placed.status == 201)
                guard sold.isMultiple(of: 10) else { continue }
                let list = try await eventualValue("the list shows the stock after \(sold) sales") {
                    let list = try await shop.get("/api/products/")
                    #expect(
                        list.headers.first(name: "Cache-Status")?.contains("; hit") == true,
                        "a sale evicted the page: \(list.headers["Cache-Status"])")
                    return list["results"]?.arrayValue?.first?["stock"]?.integerValue == Int64(1_500 - sold)
                        ? list : nil
                }
                #expect(list.status == 200)
            }
        }
    }

    private func after(_ answer: Answer) -> [(String, String)] {
        #expect((200..<300).contains(answer.status), "\(String(decoding: answer.body, as: UTF8.self))")
        #expect(answer.readAfter != nil)
        return [("X-Read-After", answer.readAfter ?? "")]
    }
}
