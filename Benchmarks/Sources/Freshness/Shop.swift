import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// The running stack, signed in as its admin.
struct Shop {
    struct Refused: Error {
        let path: String
        let status: UInt
    }

    private let command: String
    private let query: String
    private let token: String

    init(environment: [String: String]) async throws {
        guard let command = environment["COMMAND_URL"], let query = environment["QUERY_URL"],
            let email = environment["ADMIN_EMAIL"], let password = environment["ADMIN_PASSWORD"]
        else { throw MissingEnvironment() }
        let body = try JSONSerialization.data(withJSONObject: ["email": email, "password": password])
        let answer = try await Self.send(.POST, "\(command)/api/auth/login/", token: nil, body: body)
        guard let token = answer["access"] as? String else { throw MissingEnvironment() }
        self.command = command
        self.query = query
        self.token = token
    }

    /// Makes a product, the newest in the shop: the first of the default list.
    func makeProduct() async throws -> Int {
        let name = "Freshness \(UUID().uuidString)"
        let category = try await send(.POST, "/api/admin/categories/", ["name": name])
        let product = try await send(
            .POST, "/api/admin/products/",
            ["name": name, "description": "", "price": "1.00", "stock": 1, "category": category["id"] ?? ""])
        return product["id"] as? Int ?? 0
    }

    /// Returns the new price, one that no list has shown yet.
    func changePrice(of product: Int) async throws -> String {
        let price = String(format: "%d.%02d", Int.random(in: 1_000...9_999_999), Int.random(in: 0...99))
        _ = try await send(.PATCH, "/api/admin/products/\(product)/", ["price": price])
        return price
    }

    func list() async throws -> (status: UInt, body: String) {
        let response = try await HTTPClient.shared.execute(
            HTTPClientRequest(url: "\(query)/api/products/"), timeout: .seconds(10))
        return (response.status.code, String(buffer: try await response.body.collect(upTo: 1 << 20)))
    }

    private func send(_ method: HTTPMethod, _ path: String, _ body: [String: Any]) async throws -> [String: Any] {
        try await Self.send(
            method, command + path, token: token, body: JSONSerialization.data(withJSONObject: body))
    }

    private static func send(
        _ method: HTTPMethod, _ url: String, token: String?, body: Data
    ) async throws -> [String: Any] {
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers.add(name: "Content-Type", value: "application/json")
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        request.body = .bytes(ByteBuffer(bytes: body))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        let answer = try await response.body.collect(upTo: 1 << 20)
        guard response.status.code < 300 else { throw Refused(path: url, status: response.status.code) }
        return try JSONSerialization.jsonObject(with: Data(answer.readableBytesView)) as? [String: Any] ?? [:]
    }
}

/// The environment is not that of a stack: `. .data/env` first.
struct MissingEnvironment: Error {}
