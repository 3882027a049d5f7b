import Daemon
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import NIOCore
import Passwords
import Postgres
import Redis
import TestSupport
import Tokens
import WebAPI

@testable import CommandAPI

/// command-api's routes, put together as `serve` does it, over a database of its own.
struct CommandHost: Sendable {
    let database: Database
    let dependencies: CommandContext
    let routes: [Route]
    let client: any TestClientProtocol

    private static let slots = Slots(6)

    static func run(
        _ settings: [String: String] = [:], configure: (inout DatabaseConfiguration) -> Void = { _ in },
        _ test: @escaping @Sendable (CommandHost) async throws -> Void
    ) async throws {
        try await slots.use { try await serve(settings, configure, test) }
    }

    private static func serve(
        _ settings: [String: String], _ configure: (inout DatabaseConfiguration) -> Void,
        _ test: @escaping @Sendable (CommandHost) async throws -> Void
    ) async throws {
        let keys = FileManager.default.temporaryDirectory.appending(path: "tandem-keys-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: keys) }
        try await withTestDatabase { configuration in
            configuration.transactionConnections = 8
            configure(&configuration)
        } _: { database, url in
            let standard = [
                "DATABASE_URL": url, "REDIS_URL": "redis://127.0.0.1:1", "KEYS_DIR": keys,
                "CURSOR_SECRET": "a secret of the tests", "RATE_LIMIT_ENABLED": "false",
                // The machine may be busy; what must be quick has a test of its own.
                "HTTP_REQUEST_DEADLINE": "60", "CHECKOUT_QUEUE_PATIENCE_MS": "60000",
            ]
            var reader = SettingsReader(values: standard.merging(settings) { _, given in given })
            let settings = CommandSettings(&reader)
            try reader.finish()
            try await serve(settings, database, test)
        }
    }

    private static func serve(
        _ settings: CommandSettings, _ database: Database,
        _ test: @escaping @Sendable (CommandHost) async throws -> Void
    ) async throws {
        // Not run: Redis is away, as far as these tests go.
        let redis = RedisClient(try settings.redis.configuration, logger: .quiet)
        let dependencies = try await CommandContext(
            settings, database: database, redis: redis, logger: .quiet, afterCommit: {})
        let router = CommandRouter(dependencies: dependencies).routes(settings, health: HealthState(waitingFor: []))
        let routes = router.routes
        let application = Application(responder: router.buildResponder(), logger: .quiet)
        try await application.test(.router) { client in
            try await test(
                CommandHost(database: database, dependencies: dependencies, routes: routes, client: client))
        }
    }

    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let text: String
        let json: JSONValue

        /// The slug of a problem's `type`.
        var problem: String? { json["type"]?.stringValue.map { String($0.dropFirst("/problems/".count)) } }
    }

    /// Sends one request, with a JSON body unless it is nil.
    func send(
        _ method: HTTPRequest.Method, _ path: String, as person: Person? = nil, _ body: String? = nil,
        key: String? = nil
    ) async throws -> Answer {
        var headers: HTTPFields = [:]
        if let person { headers[.authorization] = "Bearer \(person.token)" }
        if body != nil { headers[.contentType] = "application/json" }
        if let key { headers[.idempotencyKey] = key }
        let response = try await client.execute(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
        return Answer(
            status: response.status.code, headers: response.headers, text: String(buffer: response.body),
            json: (try? JSONParser.parse(response.body.readableBytesView)) ?? .null)
    }
}

/// Somebody signed in, made without the cost of a password.
struct Person: Sendable {
    let id: UserID
    let session: SessionID
    let token: String
}

extension CommandHost {
    func person(
        role: Role = .customer, address: String = "1 Main Street", password: String? = nil
    ) async throws -> Person {
        let email = "person-\(UInt64.random(in: 0 ... .max))@example.com"
        var hash = "none"
        if let password { hash = try await dependencies.passwords.hash(password) }
        let id = try await database.one(
            """
            INSERT INTO users (email, email_key, password_hash, address, role)
            VALUES (\(email), \(email), \(hash), \(address), \(role.rawValue))
            RETURNING id
            """, as: UserID.self)
        return try await session(of: id, role: role)
    }

    /// Another sign-in of a person.
    func session(of user: UserID, role: Role = .customer) async throws -> Person {
        let session = try await database.one(
            "INSERT INTO sessions (user_id, expires_at) VALUES (\(user), now() + interval '1 day') RETURNING id",
            as: SessionID.self)
        let claims = AccessClaims(user: user, session: session, role: role)
        return Person(id: user, session: session, token: try await dependencies.tokens.signer.sign(claims).token)
    }

    func product(price: Int64 = 1_000, stock: Int, isActive: Bool = true) async throws -> ProductID {
        let slug = "product-\(UInt64.random(in: 0 ... .max))"
        return try await database.one(
            """
            WITH product AS (
                INSERT INTO products (name, slug, price, is_active) VALUES ('Boots', \(slug), \(price), \(isActive))
                RETURNING id
            )
            INSERT INTO inventory (product_id, stock) SELECT id, \(stock) FROM product RETURNING product_id
            """, as: ProductID.self)
    }

    /// Puts a product into a person's cart; the answer's item id.
    @discardableResult
    func fill(_ person: Person, _ product: ProductID, _ quantity: Int = 1) async throws -> Answer {
        try await send(.post, "/api/cart/add/", as: person, #"{"product_id": \#(product), "quantity": \#(quantity)}"#)
    }

    func stock(of product: ProductID) async throws -> Int {
        try await database.one("SELECT stock FROM inventory WHERE product_id = \(product)", as: Int.self)
    }

    func count(of table: Statement) async throws -> Int {
        try await database.one("SELECT count(*) FROM \(table)", as: Int.self)
    }

    /// The kinds of all events so far, in order.
    func eventKinds() async throws -> [String] {
        try await database.query("SELECT kind FROM events ORDER BY id", as: String.self)
    }
}
