import HTTPTypes
import Hummingbird

/// The routes of one host, each with who may call it, and the rules that hold for all of them: problems for errors,
/// request ids, security headers, CORS, rate limits, sign-in, deadlines.
///
/// ```swift
/// let router = APIRouter(policy)
/// router.get("/api/products/{id}", access: .public) { request, context in … }
/// let application = Application(responder: router.buildResponder(), …)
/// ```
///
/// A path answers with and without a slash at its end; HEAD answers wherever GET does. Not thread-safe: routes are
/// registered at the start, by one task.
package final class APIRouter {
    /// What answers a request whose sender may ask.
    package typealias Handler = @Sendable (Request, APIRequestContext) async throws -> Response

    /// What has been registered, in order.
    package private(set) var routes: [Route] = []

    private let policy: APIPolicy
    private var handlers: [Handler] = []

    package init(_ policy: APIPolicy) { self.policy = policy }

    package func get(_ path: String, access: Access, rate: RateClass? = nil, use handler: @escaping Handler) {
        on(.get, path, access: access, rate: rate, use: handler)
    }

    package func post(_ path: String, access: Access, rate: RateClass? = nil, use handler: @escaping Handler) {
        on(.post, path, access: access, rate: rate, use: handler)
    }

    package func put(_ path: String, access: Access, rate: RateClass? = nil, use handler: @escaping Handler) {
        on(.put, path, access: access, rate: rate, use: handler)
    }

    package func patch(_ path: String, access: Access, rate: RateClass? = nil, use handler: @escaping Handler) {
        on(.patch, path, access: access, rate: rate, use: handler)
    }

    package func delete(_ path: String, access: Access, rate: RateClass? = nil, use handler: @escaping Handler) {
        on(.delete, path, access: access, rate: rate, use: handler)
    }

    /// Registers a route. Captures at the same place of different paths must have the same name.
    /// - Parameters:
    ///   - deadline: how long the handler may take before its task is cancelled and the answer is 503; nil means the
    ///     policy's. Streams that may take longer say so here.
    ///   - rate: what its requests are counted as; nil means what `access` and `method` suggest.
    package func on(
        _ method: HTTPRequest.Method, _ path: String, access: Access, deadline: Duration? = nil,
        rate: RateClass? = nil, use handler: @escaping Handler
    ) {
        let path = "/" + path.split(separator: "/").joined(separator: "/")
        let rate = rate ?? Self.rate(method, access)
        routes.append(Route(method: method, path: path, access: access, rate: rate))
        let deadline = RequestDeadline(after: deadline ?? policy.limits.requestDeadline)
        handlers.append { [policy] request, context in
            // Counted before the body is read and before anybody asks PostgreSQL who it is.
            context.budget.begin(rate, policy.rates)
            try await context.budget.take(.address(context.remoteAddress))
            var context = context
            context.identity = try await policy.authentication.identity(for: request, access: access)
            if let user = context.identity?.user { try await context.budget.take(.account(user)) }
            return try await deadline.limit(request, context, handler)
        }
    }

    private static func rate(_ method: HTTPRequest.Method, _ access: Access) -> RateClass {
        if access == .admin { return .admin }
        return method == .get ? .read : .write
    }

    /// The routes behind the middlewares, ready for an `Application`.
    package func buildResponder() -> RouterResponder<APIRequestContext> {
        let router = Router(context: APIRequestContext.self, options: .autoGenerateHeadEndpoints)
        let patterns = RoutePatterns(routes)
        // The outermost first: what an outer one adds is on every answer, the inner ones' problems included.
        router.add(middleware: RequestMiddleware(policy: policy))
        router.add(middleware: SecurityHeadersMiddleware())
        router.add(middleware: CORSMiddleware(allowedOrigins: policy.corsOrigins, patterns: patterns))
        router.add(middleware: RateMiddleware())
        router.add(middleware: ProblemMiddleware(translate: policy.translate, patterns: patterns))
        for (route, handler) in zip(routes, handlers) {
            router.on(RouterPath(route.path), method: route.method, use: handler)
        }
        return router.buildResponder()
    }
}
