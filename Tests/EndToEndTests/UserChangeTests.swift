import AsyncHTTPClient
import JSON
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

extension EndToEnd {
    @Suite("People whom an admin changes", .serialized)
    struct UserChange {}
}

extension EndToEnd.UserChange {
    /// What the contract promises for both hosts, from the answer to the change on.
    private static let bound = Duration.seconds(1)

    private func change(_ person: Person, _ json: String, _ running: RunningShop) async throws {
        let answer = try await running.shop.patch(
            "/api/admin/users/\(person.id)/", token: running.admin.access, json: json)
        try #require(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
    }

    /// Waits until both hosts refuse the access token, and the socket, if there is one, is closed for it.
    /// - Returns: how long that took.
    private func timeUntilSignedOut(_ person: Person, _ socket: SocketClient?, _ shop: Shop) async throws -> Duration {
        let start = ContinuousClock.now
        try await eventually("both hosts refuse the access token") {
            let read = try await shop.get("/api/auth/profile/", token: person.access).status
            let write = try await shop.patch("/api/auth/profile/", token: person.access, json: "{}").status
            return read == 401 && write == 401
        }
        if let socket { #expect(try await socket.closeCode() == 4401) }
        let duration = ContinuousClock.now - start
        let refreshed = try await shop.post("/api/auth/refresh/", json: #"{"refresh":"\#(person.refresh)"}"#)
        #expect(refreshed.status == 401, "it is spent with the access token")
        return duration
    }

    @Test("a deactivated customer is signed out on both hosts within a second, sockets too, and comes back when active")
    func deactivated() async throws {
        try await withShop { running in
            let shop = running.shop
            var customer = try await shop.newCustomer()
            try await promptly("a deactivated customer is signed out", within: Self.bound) {
                #expect(try await shop.get("/api/auth/profile/", token: customer.access).status == 200)
                let socket = try await shop.socket("/ws/orders/", of: customer)
                try await change(customer, #"{"is_active":false}"#, running)
                let duration = try await timeUntilSignedOut(customer, socket, shop)
                let credentials = #"{"email":"\#(customer.email)","password":"\#(Shop.password)"}"#
                #expect(try await shop.post("/api/auth/login/", json: credentials).status == 401)
                try await change(customer, #"{"is_active":true}"#, running)
                customer = try await shop.signIn(email: customer.email)
                return duration
            }
            #expect(try await shop.get("/api/auth/profile/", token: customer.access).status == 200)
        }
    }

    @Test("a demoted admin is let in nowhere as an admin within a second, and is a customer after signing in again")
    func demoted() async throws {
        try await withShop { running in
            let shop = running.shop
            var customer = try await shop.newCustomer()
            try await promptly("a demoted admin is signed out", within: Self.bound) {
                try await change(customer, #"{"role":"admin"}"#, running)
                _ = try await timeUntilSignedOut(customer, nil, shop)
                let admin = try await shop.signIn(email: customer.email)
                #expect(try await shop.send(.GET, .command, "/api/admin/users/", token: admin.access).status == 200)
                let socket = try await shop.socket("/ws/admin/orders/", of: admin)
                try await change(admin, #"{"role":"customer"}"#, running)
                let duration = try await timeUntilSignedOut(admin, socket, shop)
                #expect(try await shop.send(.GET, .command, "/api/admin/users/", token: admin.access).status == 401)
                customer = try await shop.signIn(email: admin.email)
                return duration
            }
            #expect(try await shop.send(.GET, .command, "/api/admin/users/", token: customer.access).status == 403)
            #expect(try await shop.get("/api/auth/profile/", token: customer.access)["role"] == .string("customer"))
        }
    }

    private static func lines(_ numbers: Range<Int>) -> ByteBuffer {
        ByteBuffer(string: numbers.map { #"{"sku":"S-\#($0)","name":"Lamp","price":1}"# + "\n" }.joined())
    }

    @Test("an import that was let in goes no further once its admin is demoted")
    func demotedWhileImporting() async throws {
        try await withShop { running in
            let shop = running.shop
            let person = try await shop.newCustomer()
            try await change(person, #"{"role":"admin"}"#, running)
            let admin = try await shop.signIn(email: person.email)
            let (chunks, upload) = AsyncStream.makeStream(of: ByteBuffer.self)
            async let imported = Self.importing(chunks, admin, shop)
            // A batch has 500 lines, and is written when it is full.
            upload.yield(Self.lines(0..<500))
            let count = "SELECT count(*) FROM products"
            try await eventually("the first batch is written") {
                try await running.stack.database.query(count) == ["500"]
            }
            try await change(admin, #"{"role":"customer"}"#, running)
            upload.yield(Self.lines(500..<1_000))
            upload.finish()
            let answer = try await imported
            #expect(answer.status == 401)
            #expect(answer["import"]?["created"]?.integerValue == 500, "what was written before stays, and is told")
            #expect(try await running.stack.database.query(count) == ["500"])
        }
    }

    private static func importing(
        _ chunks: AsyncStream<ByteBuffer>, _ admin: Person, _ shop: Shop
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: "http://\(shop.command)/api/admin/products/import/")
        request.method = .POST
        request.headers.add(name: "Authorization", value: "Bearer \(admin.access)")
        request.headers.add(name: "Content-Type", value: "application/x-ndjson")
        request.body = .stream(chunks, length: .unknown)
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let body = try await response.body.collect(upTo: 1 << 20)
        return Answer(status: Int(response.status.code), headers: response.headers, body: Array(body.readableBytesView))
    }
}
