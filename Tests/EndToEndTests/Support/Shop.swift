import AsyncHTTPClient
import Domain
import Foundation
import JSON
import NIOCore
import NIOHTTP1
import Testing

/// An answer of one of the daemons.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let body: [UInt8]

    /// The body as JSON; `null` when it is none.
    var json: JSONValue { (try? JSONParser.parse(body)) ?? .null }

    subscript(name: String) -> JSONValue? { json[name] }

    var readAfter: String? { headers.first(name: "X-Read-After") }
}

/// The shop as its clients see it: both hosts, over HTTP.
struct Shop: Sendable {
    let command: String
    let query: String

    init(command: String, query: String) {
        self.command = command
        self.query = query
    }

    init(environment: [String: String]) {
        command = environment["COMMAND_BIND"] ?? ""
        query = environment["QUERY_BIND"] ?? ""
    }

    func send(
        _ method: HTTPMethod, _ host: Host, _ path: String, token: String? = nil, json: String? = nil,
        headers: [(String, String)] = [], timeout: TimeAmount = .seconds(60)
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: "http://\(host == .command ? command : query)\(path)")
        request.method = method
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let json {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: json))
        }
        let response = try await HTTPClient.shared.execute(request, timeout: timeout)
        let body = try await response.body.collect(upTo: 16 << 20)
        return Answer(status: Int(response.status.code), headers: response.headers, body: Array(body.readableBytesView))
    }

    func get(_ path: String, token: String? = nil, headers: [(String, String)] = []) async throws -> Answer {
        try await send(.GET, .query, path, token: token, headers: headers)
    }

    func post(
        _ path: String, token: String? = nil, json: String? = nil, headers: [(String, String)] = []
    ) async throws -> Answer {
        try await send(.POST, .command, path, token: token, json: json, headers: headers)
    }

    func patch(_ path: String, token: String, json: String) async throws -> Answer {
        try await send(.PATCH, .command, path, token: token, json: json)
    }
}

/// A signed-in person.
struct Person: Sendable {
    let id: Int64
    let email: String
    let access: String
    let refresh: String
}

extension Shop {
    static let password = "a long enough passphrase"

    /// Registers and signs in.
    func newCustomer(address: String = "1 Main Street") async throws -> Person {
        let email = "customer-\(UUID().uuidString.lowercased())@example.com"
        let body = #"{"email":"\#(email)","password":"\#(Self.password)","address":"\#(address)"}"#
        let answer = try await post("/api/auth/register/", json: body)
        try #require(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
        return try await signIn(email: email)
    }

    func signIn(email: String, password: String = Shop.password) async throws -> Person {
        let answer = try await post(
            "/api/auth/login/", json: #"{"email":"\#(email)","password":"\#(password)"}"#)
        try #require(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
        return Person(
            id: try #require(answer["user"]?["id"]?.integerValue), email: email,
            access: try #require(answer["access"]?.stringValue), refresh: try #require(answer["refresh"]?.stringValue))
    }

    /// Creates a category if there is none, and a product in it; returns the product's id.
    func newProduct(admin: Person, name: String = "Kettle", price: String = "19.90", stock: Int) async throws -> Int64 {
        let category = "cat-\(UUID().uuidString.lowercased())"
        let made = try await post(
            "/api/admin/categories/", token: admin.access, json: #"{"name":"\#(category)","slug":"\#(category)"}"#)
        try #require(made.status == 201, "\(String(decoding: made.body, as: UTF8.self))")
        let product = try await post(
            "/api/admin/products/", token: admin.access,
            json:
                #"{"name":"\#(name)","description":"","price":"\#(price)","stock":\#(stock),"category":"\#(category)"}"#
        )
        try #require(product.status == 201, "\(String(decoding: product.body, as: UTF8.self))")
        return try #require(product["id"]?.integerValue)
    }

    func addToCart(_ product: Int64, quantity: Int = 1, customer: Person) async throws -> Answer {
        try await post(
            "/api/cart/add/", token: customer.access, json: #"{"product_id":\#(product),"quantity":\#(quantity)}"#)
    }

    func placeOrder(_ customer: Person, key: String? = nil) async throws -> Answer {
        try await post(
            "/api/orders/create/", token: customer.access, json: "{}",
            headers: key.map { [("Idempotency-Key", $0)] } ?? [])
    }
}
