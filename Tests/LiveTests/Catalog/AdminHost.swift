import Domain
import Events
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Logging
import NIOCore
import Passwords
import Postgres
import Testing
import Tokens
import WebAPI

@testable import CommandAPI

/// The command host's routes over a database of their own, with an admin signed in.
struct AdminHost: Sendable {
    let database: Database
    private let responder: RouterResponder<APIRequestContext>

    private init(_ database: Database, keys: KeyDirectory) async throws {
        self.database = database
        let publicKeys = try await PublicKeys(keys, logger: TestDatabase.quiet)
        let check = SessionCheck(verifier: AccessTokenVerifier(keys: publicKeys), database: database)
        let currency = Currency(code: "USD")
        let dependencies = CommandContext(
            commands: Commands(database: database, afterCommit: {}), database: database,
            currency: try #require(currency), lowStock: Limits.lowStock, idempotencyKeyRequired: false,
            passwords: PasswordHasher(),
            tokens: SessionTokens(
                signer: await AccessTokenSigner(key: try keys.ensureKey()), accessLifetime: .seconds(900),
                refreshLifetime: .seconds(900)),
            sessionCheck: check, keySet: { [] })
        let policy = APIPolicy(
            authentication: Authentication { role in
                Role(rawValue: role).map { Identity(user: UserID(1), session: SessionID(1), role: $0) }
            }, translate: ErrorTranslation.problem)
        responder = CommandRouter(dependencies: dependencies).routes(policy, health: HealthState(waitingFor: []))
            .buildResponder()
    }

    static func with(_ body: @Sendable (AdminHost) async throws -> Void) async throws {
        try await withTestDatabase(configure: { $0.transactionConnections = 8 }) { database, _ in
            let path = FileManager.default.temporaryDirectory.path + "/tandem-keys-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: path) }
            let keys = KeyDirectory(path)
            _ = try keys.ensureKey()
            try await body(try await AdminHost(database, keys: keys))
        }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, headers: HTTPFields = [:],
        role: Role = .admin
    ) async throws -> TestResponse {
        var headers = headers
        headers[.authorization] = "Bearer \(role.rawValue)"
        if body != nil { headers[.contentType] = "application/json" }
        let application = Application(responder: responder, logger: TestDatabase.quiet)
        return try await application.test(.router) { [headers] client in
            try await client.execute(
                uri: "/api/admin/\(path)", method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
        }
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
        return try await database.transaction { transaction in
            _ = try await AddToCart(user: user, product: ProductID(product), quantity: quantity).run(on: transaction)
            return try await PlaceOrder(
                user: user, shippingAddress: "Here 1", phone: nil, notes: "", currency: currency,
                lowStock: Limits.lowStock
            ).run(on: transaction)
        }
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
