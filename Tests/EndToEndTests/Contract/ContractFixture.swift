import Foundation
import JSON
import TestSupport
import Testing

/// A shop with something of everything that a path can name, and the requests that operations describe.
struct ContractFixture: Sendable {
    let shop: Shop
    let admin: Person
    let owner: Person
    let other: Person
    /// Of a session that has ended.
    let endedToken: String
    let operations: [ContractOperation]
    private let ids: [String: String]

    init(_ running: RunningShop) async throws {
        shop = running.shop
        admin = running.admin
        owner = try await shop.newCustomer()
        other = try await shop.newCustomer()
        operations = try await shop.operations()
        let gone = try await shop.newCustomer()
        endedToken = gone.access
        let ended = try await shop.post("/api/auth/logout/", json: #"{"refresh":"\#(gone.refresh)"}"#)
        try #require(ended.status == 204)
        let product = try await shop.newProduct(admin: admin, stock: 100)
        _ = try await shop.addToCart(product, customer: owner)
        let order = try await shop.placeOrder(owner)
        try #require(order.status == 201)
        let cart = try await shop.addToCart(product, customer: owner)
        let item = try #require(cart["items"]?.arrayValue?.first?["id"]?.integerValue)
        let second = try await shop.signIn(email: owner.email)
        let sessions = try await shop.get("/api/auth/sessions/", token: second.access)
        let session = sessions["results"]?.arrayValue?.first { $0["current"] == .bool(true) }?["id"]?.integerValue
        let record = try await shop.get("/api/products/\(product)/")
        let brand = try await shop.post("/api/admin/brands/", token: admin.access, json: #"{"name":"Brückner"}"#)
        ids = [
            "orders": "\(try #require(order["id"]?.integerValue))", "sessions": "\(try #require(session))",
            "items": "\(item)", "products": "\(product)", "users": "\(gone.id)",
            "brands": "\(try #require(brand["id"]?.integerValue))",
            "categories": "\(try #require(record["category"]?["id"]?.integerValue))",
        ]
        // What ended the session has to be known on the query host before anything is asked there.
        try await ContractFixture.settled(shop, endedToken)
    }

    private static func settled(_ shop: Shop, _ token: String) async throws {
        try await eventually("the query host hears of the ended session") {
            try await shop.get("/api/auth/profile/", token: token).status == 401
        }
    }

    /// The address with ids that name something; what is nobody's own comes from the document's examples.
    func path(of operation: ContractOperation) -> String {
        var collection = ""
        let parts = operation.operation.path.split(separator: "/").map { part -> String in
            guard part.hasPrefix("{") else {
                collection = String(part)
                return collection
            }
            let name = part.dropFirst().dropLast()
            let example = operation.operation.parameters.first { $0["name"]?.stringValue == String(name) }?["example"]
            return ids[collection] ?? example?.stringValue ?? example?.text ?? "1"
        }
        return "/" + parts.joined(separator: "/") + (operation.operation.path.hasSuffix("/") ? "/" : "")
    }

    /// The request that the document's examples make.
    func request(_ operation: ContractOperation, token: String?) -> ContractRequest {
        let type = operation.operation.requestBody["content"]?.objectValue?.names.first
        return ContractRequest(
            host: operation.host, method: operation.operation.method, path: path(of: operation), token: token,
            contentType: operation.exampleBody == nil ? type : "application/json",
            body: operation.exampleBody.map { Array($0.text.utf8) } ?? type.map { _ in [] })
    }
}
