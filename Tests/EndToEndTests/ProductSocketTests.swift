import Foundation
import JSON
import NIOHTTP1
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Product sockets", .serialized)
    struct ProductSockets {}
}

extension EndToEnd.ProductSockets {
    @Test("whoever subscribes is told the present value at once, then every sale, price and end; nobody else is")
    func values() async throws {
        try await withShop { running in
            let shop = running.shop
            let kettle = try await shop.newProduct(admin: running.admin, stock: 10)
            let lamp = try await shop.newProduct(admin: running.admin, name: "Lamp", price: "5", stock: 1)
            let both = try await open(shop)
            let one = try await open(shop)
            let none = try await open(shop)
            try await both.send(#"{"type":"subscribe","products":[\#(kettle),\#(lamp),999999]}"#)
            try await one.send(#"{"type":"subscribe","products":[\#(lamp)]}"#)
            #expect(try await values(both, 3) == ["\(kettle) 19.90 10", "\(lamp) 5.00 1", "999999 - 0"].sorted())
            #expect(try await values(one, 1) == ["\(lamp) 5.00 1"])

            let customer = try await shop.newCustomer()
            var stock = 10
            try await promptly("a sale is told, its checkout included", within: .seconds(1)) {
                _ = try await shop.addToCart(kettle, customer: customer)
                stock -= 1
                let start = ContinuousClock.now
                #expect(try await shop.placeOrder(customer).status == 201)
                #expect(try await values(both, 1) == ["\(kettle) 19.90 \(stock)"])
                return ContinuousClock.now - start
            }

            let path = "/api/admin/products/\(lamp)/"
            _ = try await shop.patch(path, token: running.admin.access, json: #"{"price":"4.50"}"#)
            #expect(try await values(both, 1) == ["\(lamp) 4.50 1"])
            #expect(try await values(one, 1) == ["\(lamp) 4.50 1"])
            try await one.send(#"{"type":"unsubscribe","products":[\#(lamp),\#(kettle)]}"#)
            try await one.send(#"{"type":"ping"}"#)
            _ = try await one.next(type: "pong")
            _ = try await shop.patch(path, token: running.admin.access, json: #"{"is_active":false}"#)
            #expect(try await values(both, 1) == ["\(lamp) - 0"])
            _ = try await shop.patch(path, token: running.admin.access, json: #"{"is_active":true}"#)
            #expect(try await values(both, 1) == ["\(lamp) 4.50 1"])
            _ = try await shop.send(.DELETE, .command, path, token: running.admin.access)
            #expect(try await values(both, 1) == ["\(lamp) - 0"])
            for socket in [one, none] {
                try await socket.send(#"{"type":"ping"}"#)
                let next = try await socket.next()
                guard case .message(let message) = next else { throw NeverHappened(what: "a pong") }
                #expect(message["type"]?.stringValue == "pong", "nothing came before it")
            }
        }
    }

    @Test("a reader that pauses is not closed, and is told the last value when it reads on")
    func slowReader() async throws {
        try await withShop(environment: ["SOCKET_OUTBOUND_BYTES": "4096"]) { running in
            let shop = running.shop
            let product = try await shop.newProduct(admin: running.admin, stock: 1)
            let others = (1...199).map { 1_000_000 + $0 }
            let slow = try await SocketClient.open(shop.query, "/ws/products/", receiveBuffer: 4_096)
            _ = try await slow.next(type: "welcome")
            try await slow.setReading(false)
            let everything = "[\(([Int(product)] + others).map(String.init).joined(separator: ","))]"
            // Each asks for 20 KB of values: more than all buffers on the way hold.
            for _ in 0..<300 { try await slow.send(#"{"type":"subscribe","products":\#(everything)}"#) }
            let watcher = try await open(shop)
            try await watcher.send(#"{"type":"subscribe","products":[\#(product)]}"#)
            _ = try await watcher.next(type: "product.changed")
            for stock in 2...40 {
                _ = try await shop.patch(
                    "/api/admin/products/\(product)/stock/", token: running.admin.access, json: #"{"stock":\#(stock)}"#)
            }
            try await eventually("the others know the last value") {
                try await watcher.next(type: "product.changed")["product"]?["stock"]?.integerValue == 40
            }
            try await slow.setReading(true)
            var messages = 0
            var last: Int64 = 0
            while last != 40 {
                let message = try await slow.next(type: "product.changed")
                messages += 1
                if message["product"]?["id"]?.integerValue == product {
                    last = message["product"]?["stock"]?.integerValue ?? -1
                }
            }
            try await slow.send(#"{"type":"ping"}"#)
            _ = try await slow.next(type: "pong")
            #expect(messages < 300 * 200, "outdated values were left out")
        }
    }

    @Test("strangers' pages are not let in, nonsense and too much are shown out")
    func refused() async throws {
        try await withShop(environment: ["SOCKET_PRODUCTS": "3", "SOCKETS_PER_ADDRESS": "4"]) { running in
            let query = running.shop.query
            await #expect(throws: SocketClient.Refused.self) {
                _ = try await SocketClient.open(query, "/ws/products/", headers: [("Origin", "https://evil.example")])
            }
            for (message, code) in [
                (#"{"type":"subscribe","products":[1,2,3,4]}"#, UInt16(4429)), (#"{"type":"subscribe"}"#, 4400),
                (#"{"type":"authenticate","token":"x"}"#, 4400), ("nonsense", 4400),
                (#"{"type":"ping","x":"\#(String(repeating: "x", count: 17_000))"}"#, 1009),
            ] {
                let socket = try await open(running.shop)
                try await socket.send(message)
                #expect(try await socket.closeCode() == code, "\(message.prefix(40))")
            }
            let full = try await open(running.shop, headers: [("Authorization", "Bearer whatever")])
            try await full.send(#"{"type":"subscribe","products":[1,2,3]}"#)
            #expect(try await values(full, 3).count == 3)
            try await full.send(#"{"type":"subscribe","products":[4]}"#)
            #expect(try await full.closeCode() == 4429)
            var sockets: [SocketClient] = []
            // Those before have been closed, but may not be gone yet.
            for _ in 0..<4 {
                let socket = try await eventualValue("there is room") {
                    let socket = try await SocketClient.open(query, "/ws/products/")
                    if case .message = try await socket.next() { return socket } else { return nil }
                }
                sockets.append(socket)
            }
            let tooMany = try await SocketClient.open(query, "/ws/products/")
            #expect(try await tooMany.closeCode() == 4429)
            for socket in sockets { await socket.cut() }
        }
    }

    @Test("a stop closes with 1012")
    func stops() async throws {
        try await withShop { running in
            let socket = try await open(running.shop)
            running.query.signal(SIGTERM)
            #expect(try await socket.closeCode() == 1012)
        }
    }

    private func open(_ shop: Shop, headers: [(String, String)] = []) async throws -> SocketClient {
        let socket = try await SocketClient.open(shop.query, "/ws/products/?after=1", headers: headers)
        #expect(try await socket.next(type: "welcome")["position"]?.integerValue != nil)
        return socket
    }

    /// The next values as "id price stock", sorted.
    private func values(_ socket: SocketClient, _ count: Int) async throws -> [String] {
        var values: [String] = []
        for _ in 0..<count {
            let message = try await socket.next(type: "product.changed")
            let product = message["product"]
            let stock = product?["stock"]?.integerValue ?? -1
            #expect(product?["in_stock"]?.boolValue == (stock > 0) && message["id"]?.integerValue != nil)
            values.append("\(product?["id"]?.integerValue ?? 0) \(product?["price"]?.stringValue ?? "-") \(stock)")
        }
        return values.sorted()
    }
}
