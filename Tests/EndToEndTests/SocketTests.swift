import Foundation
import JSON
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Sockets", .serialized)
    struct Sockets {}
}

extension EndToEnd.Sockets {
    @Test("a socket that was cut gets what it missed, once, in order")
    func resumes() async throws {
        try await withShop { running in
            let shop = running.shop
            let product = try await shop.newProduct(admin: running.admin, stock: 1_000)
            let customer = try await shop.newCustomer()
            let headers = [("Authorization", "Bearer \(customer.access)")]
            var placed: [String] = []
            var received: [String] = []
            var lastID: Int64 = 0
            var socket = try await SocketClient.open(shop.query, "/ws/orders/", headers: headers)
            _ = try await socket.next(type: "welcome")
            for round in 0..<5 {
                for _ in 0..<4 { placed.append(try await order(product, customer, shop)) }
                // Sometimes before, sometimes after the messages arrived.
                while round.isMultiple(of: 2), received.count < placed.count {
                    try await take(from: socket, into: &received, lastID: &lastID)
                }
                await socket.cut()
                for _ in 0..<3 { placed.append(try await order(product, customer, shop)) }
                socket = try await SocketClient.open(shop.query, "/ws/orders/?after=\(lastID)", headers: headers)
                while received.count < placed.count {
                    try await take(from: socket, into: &received, lastID: &lastID)
                }
                #expect(received == placed)
            }
        }
    }

    @Test("an admin's socket hears of orders and of low stock; a customer is not let in")
    func adminSocket() async throws {
        try await withShop { running in
            let shop = running.shop
            let product = try await shop.newProduct(admin: running.admin, stock: 6)
            let customer = try await shop.newCustomer()
            let socket = try await shop.socket("/ws/admin/orders/", of: running.admin)
            let number = try await order(product, customer, shop)
            #expect(try await socket.next(type: "order.placed")["order"]?["number"]?.stringValue == number)
            #expect(try await socket.next(type: "product.low_stock")["product"]?["id"]?.integerValue == product)
            await #expect(throws: SocketClient.Refused.self) {
                _ = try await shop.socket("/ws/admin/orders/", of: customer)
            }
        }
    }

    @Test("logout refuses the access token on both hosts and closes its sockets")
    func logout() async throws {
        try await withShop { running in
            let shop = running.shop
            let customer = try await shop.newCustomer()
            #expect(try await shop.get("/api/auth/profile/", token: customer.access).status == 200)
            let socket = try await shop.socket("/ws/notifications/", of: customer)
            let out = try await shop.post(
                "/api/auth/logout/", token: customer.access, json: #"{"refresh":"\#(customer.refresh)"}"#)
            #expect(out.status == 204)
            try await eventually("both hosts refuse the token") {
                let command = try await shop.post("/api/cart/add/", token: customer.access, json: "{}").status
                let query = try await shop.get("/api/auth/profile/", token: customer.access).status
                return command == 401 && query == 401
            }
            #expect(try await socket.closeCode() == 4401)
        }
    }

    @Test("a ticket opens one socket, once; a first message signs in too; strangers and nonsense are shown out")
    func signIn() async throws {
        try await withShop { running in
            let shop = running.shop
            let customer = try await shop.newCustomer()
            let answer = try await shop.post("/api/auth/ws-ticket/", token: customer.access, json: "{}")
            let ticket = try #require(answer["ticket"]?.stringValue)
            let socket = try await SocketClient.open(shop.query, "/ws/orders/?ticket=\(ticket)")
            _ = try await socket.next(type: "welcome")
            await #expect(throws: SocketClient.Refused.self) {
                _ = try await SocketClient.open(shop.query, "/ws/orders/?ticket=\(ticket)")
            }
            let late = try await SocketClient.open(shop.query, "/ws/orders/")
            try await late.send(#"{"type":"authenticate","token":"\#(customer.access)"}"#)
            _ = try await late.next(type: "welcome")
            try await late.send(#"{"type":"ping"}"#)
            _ = try await late.next(type: "pong")
            try await late.send(#"{"type":"dance"}"#)
            #expect(try await late.closeCode() == 4400)
            let silent = try await SocketClient.open(shop.query, "/ws/orders/")
            #expect(try await silent.closeCode() == 4401)
        }
    }

    fileprivate func order(_ product: Int64, _ customer: Person, _ shop: Shop) async throws -> String {
        _ = try await shop.addToCart(product, customer: customer)
        let placed = try await shop.placeOrder(customer)
        return try #require(placed["number"]?.stringValue, "\(String(decoding: placed.body, as: UTF8.self))")
    }

    private func take(from socket: SocketClient, into received: inout [String], lastID: inout Int64) async throws {
        let message = try await socket.next(type: "order.placed")
        received.append(try #require(message["order"]?["number"]?.stringValue))
        let id = try #require(message["id"]?.integerValue)
        #expect(id > lastID, "ids grow")
        lastID = id
    }
}

extension EndToEnd.Sockets {
    @Test("notifications are kept, counted until they are read, and are their owner's alone")
    func notifications() async throws {
        try await withShop { running in
            let shop = running.shop
            let product = try await shop.newProduct(admin: running.admin, stock: 100)
            let customer = try await shop.newCustomer()
            let stranger = try await shop.newCustomer()
            for _ in 0..<3 { _ = try await order(product, customer, shop) }
            let list = try await eventualValue("three notifications") {
                let list = try await shop.get("/api/notifications/?page_size=2", token: customer.access)
                return list["count"]?.integerValue == 3 ? list : nil
            }
            #expect(list["unread_count"]?.integerValue == 3)
            #expect(list["next"]?.stringValue == "/api/notifications/?page=2&page_size=2")
            let newest = try #require(list["results"]?.arrayValue?.first)
            #expect(newest["type"]?.stringValue == "order.placed")
            #expect(newest["read"]?.boolValue == false)
            let second = try #require(list["results"]?.arrayValue?.last?["id"]?.integerValue)
            let marked = try await shop.post(
                "/api/notifications/read/", token: customer.access, json: #"{"up_to":\#(second)}"#)
            #expect(marked["unread_count"]?.integerValue == 1)
            let after = try await shop.get("/api/notifications/", token: customer.access)
            #expect(after["unread_count"]?.integerValue == 1)
            #expect(after["results"]?.arrayValue?.map { $0["read"]?.boolValue } == [false, true, true])
            #expect(try await shop.get("/api/notifications/", token: stranger.access)["count"]?.integerValue == 0)
            #expect(try await shop.get("/api/notifications/").status == 401)
            let admin = try await shop.get("/api/notifications/", token: running.admin.access)
            #expect(admin["count"]?.integerValue == 3, "admins are told of every order")
        }
    }
}

extension EndToEnd.Sockets {
    private func open(
        _ shop: Shop, _ person: Person, answersPings: Bool = true, keepsLittle: Bool = false,
        address: String = "203.0.113.1"
    ) async throws -> SocketClient {
        let socket = try await SocketClient.open(
            shop.query, "/ws/orders/",
            headers: [("Authorization", "Bearer \(person.access)"), ("X-Forwarded-For", address)],
            answersPings: answersPings, receiveBuffer: keepsLittle ? 4_096 : nil,
            segmentBytes: keepsLittle ? 536 : nil)
        return socket
    }

    @Test("a socket ends with its token")
    func expiry() async throws {
        try await withShop(environment: ["ACCESS_TOKEN_TTL": "15"]) { running in
            let customer = try await running.shop.newCustomer()
            let socket = try await open(running.shop, customer)
            _ = try await socket.next(type: "welcome")
            #expect(try await socket.closeCode() == 4401)
        }
    }

    @Test("a socket whose client is silent to pings ends")
    func silence() async throws {
        try await withShop(environment: ["SOCKET_PING_SECONDS": "1"]) { running in
            let customer = try await running.shop.newCustomer()
            let silent = try await open(running.shop, customer, answersPings: false)
            _ = try await silent.next(type: "welcome")
            // Without a close frame: nobody is there to read it.
            #expect(try await silent.closeCode() == nil)
        }
    }

    @Test("past the most sockets of a person, or of an address, the next is closed with 4429; one that ends makes room")
    func quotas() async throws {
        try await withShop(environment: ["SOCKETS_PER_USER": "2", "SOCKETS_PER_ADDRESS": "3"]) { running in
            let (ann, ben) = (try await running.shop.newCustomer(), try await running.shop.newCustomer())
            let first = try await open(running.shop, ann)
            _ = try await first.next(type: "welcome")
            _ = try await open(running.shop, ann).next(type: "welcome")
            #expect(try await open(running.shop, ann, address: "203.0.113.2").closeCode() == 4429)
            _ = try await open(running.shop, ben).next(type: "welcome")
            #expect(try await open(running.shop, ben).closeCode() == 4429)
            await first.cut()
            try await eventually("there is room again") {
                guard case .message = try await open(running.shop, ben).next() else { return false }
                return true
            }
        }
    }

    @Test("a client that does not read is closed with 1013 and told where to resume, and delays nobody")
    func slowReader() async throws {
        try await withShop(environment: ["SOCKET_OUTBOUND_BYTES": "4K"]) { running in
            let customer = try await running.shop.newCustomer()
            let slow = try await open(running.shop, customer, keepsLittle: true)
            _ = try await slow.next(type: "welcome")
            let other = try await open(running.shop, customer)
            _ = try await other.next(type: "welcome")
            try await slow.sendWithoutReading(#"{"type":"ping"}"#, times: 20_000) {
                try await other.send(#"{"type":"ping"}"#)
                _ = try await other.next(type: "pong")
                try await eventually("the slow one is closed") {
                    running.query.output.contains("closing a slow socket")
                }
            }
            #expect(try await slow.closeCode() == 1013)
        }
    }
}
