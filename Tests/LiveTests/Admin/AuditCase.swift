import Domain
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Postgres

/// One of the admin's mutations, as it is carried out and as it is refused.
struct AuditCase: Sendable {
    struct Sent: Sendable {
        let path: String
        var body: String?
        var headers: HTTPFields = [:]
    }

    /// The route, as `PATCH /api/admin/products/{id}`.
    let route: String
    let action: String
    /// Makes what it is about, and says what to send.
    let accepted: @Sendable (AdminHost) async throws -> Sent
    /// What to send to the same path instead, so that it is refused within the transaction.
    var refused: @Sendable (Sent) -> Sent = { sent in
        Sent(path: sent.path, body: sent.body, headers: sent.headers.merging([.ifMatch: "\"another\""]))
    }

    static let all: [AuditCase] = products + categories + brands + caches + others

    private static let products = [
        AuditCase(route: "POST /api/admin/products", action: "product.create") { host in
            let category = try await host.makeCategory("Shoes \(UInt32.random(in: 0 ... .max))")
            return Sent(path: "products/", body: whole("Boots", in: category))
        } refused: { _ in
            Sent(path: "products/", body: whole("Boots", in: 999_999))
        },
        AuditCase(route: "PUT /api/admin/products/{id}", action: "product.update") { host in
            let (id, category) = try await host.makeShoe()
            return Sent(path: "products/\(id)/", body: whole("Clogs", in: category))
        },
        AuditCase(route: "PATCH /api/admin/products/{id}", action: "product.update") { host in
            Sent(path: "products/\(try await host.makeShoe().id)/", body: #"{"price":"12.00"}"#)
        },
        AuditCase(route: "PATCH /api/admin/products/{id}/stock", action: "product.stock") { host in
            Sent(path: "products/\(try await host.makeShoe().id)/stock/", body: #"{"delta":3}"#)
        } refused: { sent in
            Sent(path: sent.path, body: #"{"delta":-300}"#)
        },
        AuditCase(route: "DELETE /api/admin/products/{id}", action: "product.delete") { host in
            Sent(path: "products/\(try await host.makeShoe().id)/")
        },
    ]

    private static func whole(_ name: String, in category: Int64) -> String {
        #"{"name":"\#(name)","description":"","price":"1","stock":2,"category":\#(category)}"#
    }

    private static let categories = [
        AuditCase(route: "POST /api/admin/categories", action: "category.create") { _ in
            Sent(path: "categories/", body: #"{"name":"Lamps"}"#)
        } refused: { _ in
            Sent(path: "categories/", body: #"{"name":"Lamps","parent":999999}"#)
        },
        AuditCase(route: "PUT /api/admin/categories/{id}", action: "category.update") { host in
            Sent(path: "categories/\(try await host.makeCategory("Chairs"))/", body: #"{"name":"Stools"}"#)
        },
        AuditCase(route: "PATCH /api/admin/categories/{id}", action: "category.update") { host in
            Sent(path: "categories/\(try await host.makeCategory("Rugs"))/", body: #"{"is_active":false}"#)
        },
        AuditCase(route: "DELETE /api/admin/categories/{id}", action: "category.delete") { host in
            Sent(path: "categories/\(try await host.makeCategory("Beds"))/")
        },
    ]

    private static let brands = [
        AuditCase(route: "POST /api/admin/brands", action: "brand.create") { _ in
            Sent(path: "brands/", body: #"{"name":"Acme"}"#)
        } refused: { _ in
            Sent(path: "brands/", body: #"{"name":"ACME"}"#)
        },
        AuditCase(route: "PUT /api/admin/brands/{id}", action: "brand.update") { host in
            let id = try await host.write(.post, "brands/", #"{"name":"Put"}"#).id
            return Sent(path: "brands/\(id)/", body: #"{"name":"Replaced"}"#)
        },
        AuditCase(route: "PATCH /api/admin/brands/{id}", action: "brand.update") { host in
            let id = try await host.write(.post, "brands/", #"{"name":"Patch"}"#).id
            return Sent(path: "brands/\(id)/", body: #"{"description":"New"}"#)
        },
        AuditCase(route: "DELETE /api/admin/brands/{id}", action: "brand.delete") { host in
            Sent(path: "brands/\(try await host.write(.post, "brands/", #"{"name":"Gone"}"#).id)/")
        },
    ]

    private static let caches = [
        ("clear", "cache.clear"), ("invalidate-products", "cache.invalidate"),
        ("invalidate-categories", "cache.invalidate"),
    ].map { name, action in
        AuditCase(route: "POST /api/admin/cache/\(name)", action: action) { _ in
            Sent(path: "cache/\(name)/", body: "{}")
        } refused: { _ in
            Sent(path: "cache/\(name)/", body: #"{"x":1}"#)
        }
    }

    private static let others = [
        AuditCase(route: "POST /api/admin/products/import", action: "catalog.import") { host in
            Sent(
                path: "products/import/", body: #"{"sku":"I-1","name":"Refused","price":"many","category":"Shoes"}"#,
                headers: [.contentType: "application/x-ndjson"])
        } refused: { sent in
            Sent(path: sent.path, body: sent.body, headers: [.contentType: "text/html"])
        },
        AuditCase(route: "PATCH /api/admin/orders/{id}/status", action: "order.status") { host in
            let order = try await host.placeOrder(of: try await host.makeShoe().id, quantity: 1)
            return Sent(path: "orders/\(order)/status/", body: #"{"status":"shipped"}"#)
        } refused: { sent in
            Sent(path: sent.path, body: #"{"status":"delivered"}"#)
        },
        AuditCase(route: "PATCH /api/admin/users/{id}", action: "user.update") { host in
            let address = "somebody-\(UInt32.random(in: 0 ... .max))@example.org"
            let user = try await host.database.one(
                "INSERT INTO users (email, email_key, password_hash) VALUES (\(address), \(address), '') RETURNING id",
                as: UserID.self)
            return Sent(path: "users/\(user)/", body: #"{"is_active":false}"#)
        },
    ]
}

extension AdminHost {
    fileprivate func makeShoe() async throws -> (id: Int64, category: Int64) {
        let category = try await makeCategory("Shoes \(UInt32.random(in: 0 ... .max))")
        return (try await makeProduct("Boots", category: category).id, category)
    }
}

extension HTTPFields {
    fileprivate func merging(_ others: HTTPFields) -> HTTPFields {
        var fields = self
        for field in others { fields[field.name] = field.value }
        return fields
    }
}
