import CoreMetrics
import Domain
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

@testable import WebAPI

/// A host with a few routes, built as the daemons build theirs.
struct TestHost {
    let router: APIRouter
    let limits: HTTPLimits

    struct DatabaseIsAway: Error {}
    struct Surprise: Error, CustomStringConvertible { let description = "password=hunter2" }

    /// Tokens are `<role>`; every other one is invalid, and `away` cannot be checked.
    init(
        limits: HTTPLimits = HTTPLimits(), trustedProxies: [IPNetwork] = [], rates: RateLimiting = .unlimited,
        metrics: (any MetricsFactory)? = nil
    ) {
        self.limits = limits
        let authentication = Authentication { token in
            guard token != "away" else { throw DatabaseIsAway() }
            return Role(rawValue: token).map { Identity(user: UserID(7), session: SessionID(9), role: $0) }
        }
        var policy = APIPolicy(
            limits: limits, authentication: authentication, corsOrigins: ["https://shop.example"],
            trustedProxies: trustedProxies, rates: rates,
            translate: { $0 is DatabaseIsAway ? Problem(.unavailable, detail: "Try again soon.") : nil })
        policy.metrics = metrics
        router = APIRouter(policy)
        addRoutes()
    }

    private func addRoutes() {
        router.get("/api/things/{id}/", access: .public) { _, context in
            try TestHost.text(context.parameter("id"), headers: [.cacheControl: "public, max-age=5"])
        }
        router.patch("/api/things/{id}", access: .admin) { _, context in
            try TestHost.text("patched by \(context.signedIn.user)")
        }
        router.get("/api/things/special", access: .public) { _, _ in TestHost.text("special") }
        router.get("/api/mine", access: .customer) { _, context in try TestHost.text("\(context.signedIn.user)") }
        router.post("/api/things", access: .public) { request, context in
            var fields = try await BodyFields(request, context)
            let name = fields.required("name", .name(max: 10))
            try fields.finish()
            return JSONResponse.created(Array("\"\(name)\"".utf8), at: "/api/things/1/")
        }
        router.get("/away", access: .public) { _, _ in throw DatabaseIsAway() }
        router.get("/surprise", access: .public) { _, _ in throw Surprise() }
        router.get("/framework", access: .public) { _, _ in throw HTTPError(.badRequest, message: "internal words") }
        router.get("/address", access: .public) { _, context in
            TestHost.text(context.remoteAddress?.description ?? "none")
        }
        router.get("/streamed", access: .public) { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    for part in ["one ", "two"] { try await writer.write(ByteBuffer(string: part)) }
                    try await writer.finish(nil)
                })
        }
        router.on(.get, "/stubborn", access: .public, deadline: .milliseconds(50)) { _, _ in
            await TestHost.forever()
            return TestHost.text("in spite of it")
        }
        router.on(.get, "/slow", access: .public, deadline: .milliseconds(50)) { _, _ in
            await TestHost.forever()
            try Task.checkCancellation()
            return TestHost.text("never")
        }
    }

    /// Until cancelled.
    private static func forever() async {
        let (never, end) = AsyncStream.makeStream(of: Void.self)
        for await _ in never {}
        end.finish()
    }

    static func text(_ text: String, headers: HTTPFields = [:]) -> Response {
        Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private var application: Application<RouterResponder<APIRequestContext>> { application { _ in } }

    private func application(
        onServerRunning: @escaping @Sendable (any Channel) async -> Void
    ) -> Application<RouterResponder<APIRequestContext>> {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return Application(
            responder: router.buildResponder(), server: .http1(configuration: limits.channelConfiguration()),
            configuration: limits.listener(host: "127.0.0.1", port: 0, logger: logger),
            onServerRunning: onServerRunning,
            logger: logger)
    }

    /// One request straight into the router.
    func send(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], body: String? = nil
    ) async throws -> TestResponse {
        try await application.test(.router) { client in
            try await client.execute(
                uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
        }
    }

    /// A real listener on a port of its own, with all of its limits (HummingbirdTesting's leaves out that of connections).
    func listening<Value: Sendable>(_ test: @escaping @Sendable (_ port: Int) async throws -> Value) async throws
        -> Value
    {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let application = application { channel in port.yield(channel.localAddress?.port ?? 0) }
        let server = ServiceGroup(services: [application], logger: application.logger)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            guard let port = await ports.first(where: { _ in true }) else { throw HTTPError(.internalServerError) }
            do {
                let value = try await test(port)
                await server.triggerGracefulShutdown()
                try await group.waitForAll()
                return value
            } catch {
                await server.triggerGracefulShutdown()
                throw error
            }
        }
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }

    /// The body as JSON.
    var json: JSONValue? { try? JSONParser.parse(body.readableBytesView) }
}

extension HTTPFields {
    static func bearer(_ token: String) -> HTTPFields { [.authorization: "Bearer \(token)"] }
    static let jsonBody: HTTPFields = [.contentType: "application/json"]
}
