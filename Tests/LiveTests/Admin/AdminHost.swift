import Domain
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import Postgres
import Testing
import WebAPI

@testable import CommandAPI

/// The command host with an admin and a customer signed in.
struct AdminHost: Sendable {
    private let host: CommandHost
    private let admin: Person
    private let customer: Person

    var database: Database { host.database }
    var routes: [Route] { host.routes }
    var adminID: UserID { admin.id }

    var transfers: CatalogTransfers { host.dependencies.transfers }

    static func with(
        _ settings: [String: String] = [:], configure: (inout DatabaseConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (AdminHost) async throws -> Void
    ) async throws {
        try await CommandHost.run(settings, configure: configure) { host in
            let admin = try await host.person(role: .admin)
            try await body(AdminHost(host: host, admin: admin, customer: try await host.person()))
        }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, headers: HTTPFields = [:],
        role: Role = .admin
    ) async throws -> TestResponse {
        var headers = headers
        headers[.authorization] = "Bearer \(role == .admin ? admin.token : customer.token)"
        if body != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
        return try await host.client.execute(
            uri: "/api/admin/\(path)", method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
    }

    /// Sends bytes that are no JSON.
    func send(
        _ method: HTTPRequest.Method, _ path: String, bytes: [UInt8], type: String, headers: HTTPFields = [:],
        role: Role = .admin
    ) async throws -> TestResponse {
        var headers = headers
        headers[.authorization] = "Bearer \(role == .admin ? admin.token : customer.token)"
        headers[.contentType] = type
        return try await host.client.execute(
            uri: "/api/admin/\(path)", method: method, headers: headers, body: ByteBuffer(bytes: bytes))
    }

    /// Sends a body that must be taken, and returns the answer.
    @discardableResult
    func write(_ method: HTTPRequest.Method, _ path: String, _ body: String) async throws -> JSONValue {
        let response = try await send(method, path, body)
        guard response.status.kind == .successful else { throw Refused(text: String(buffer: response.body)) }
        return try response.json
    }

    struct Refused: Error { let text: String }

    func makeCategory(_ name: String, parent: Int64? = nil) async throws -> Int64 {
        let parent = parent.map(String.init) ?? "null"
        return try await write(.post, "categories/", "{\"name\":\"\(name)\",\"parent\":\(parent)}").id
    }

    func makeProduct(_ name: String, category: Int64, stock: Int = 5, more: String = "") async throws -> JSONValue {
        try await write(
            .post, "products/",
            """
            {"name":"\(name)","description":"","price":"10.00","stock":\(stock),"category":\(category)\(more)}
            """)
    }

    /// An order of a customer of its own, through the cart.
    func placeOrder(of product: Int64, quantity: Int, email: String = "buyer@example.org") async throws -> OrderID {
        let user = try await database.one(
            """
            INSERT INTO users (email, email_key, password_hash, name) VALUES (\(email), \(email), '', 'Buyer')
            ON CONFLICT (email_key) DO UPDATE SET name = excluded.name
            RETURNING id
            """, as: UserID.self)
        let currency = try #require(Currency(code: "USD"))
        // Two transactions, as the two requests are: together they would lock products before their stock.
        _ = try await database.transaction {
            try await AddToCart(user: user, product: ProductID(product), quantity: quantity).run(on: $0)
        }
        let order = PlaceOrder(user: user, shippingAddress: "Here 1", phone: nil, notes: "", attempt: nil)
        let place = PlaceOrders(orders: [order], currency: currency, lowStock: Limits.lowStock)
        _ = try await database.transaction { try await place.run(on: $0) }
        return try await database.one("SELECT max(id) FROM orders WHERE user_id = \(user)", as: OrderID.self)
    }

    /// What has been written to the event log, in order, as `kind payload`.
    func events() async throws -> [(kind: String, payload: JSONValue)] {
        try await database.query("SELECT kind, payload FROM events ORDER BY id", as: (String, String).self)
            .map { ($0, try JSONParser.parse($1.utf8)) }
    }

    func forgetEvents() async throws { try await database.execute("DELETE FROM events") }
}

extension TestResponse {
    var json: JSONValue {
        get throws { try JSONParser.parse(body.readableBytesView) }
    }

    /// The slug of a problem's type.
    var problem: String? { (try? json)?["type"]?.stringValue?.split(separator: "/").last.map(String.init) }
}

extension JSONValue {
    var id: Int64 { self["id"]?.integerValue ?? 0 }

    /// A member that is an array of numbers.
    func integers(_ name: String) -> [Int64] { self[name]?.arrayValue?.compactMap(\.integerValue) ?? [] }
}
