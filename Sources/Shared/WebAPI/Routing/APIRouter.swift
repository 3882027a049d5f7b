import HTTPTypes
import Hummingbird

/// The routes of one host, each with who may call it, and the rules that hold for all of them: problems for errors,
/// request ids, security headers, CORS, sign-in, deadlines.
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

    package func get(_ path: String, access: Access, use handler: @escaping Handler) {
        on(.get, path, access: access, use: handler)
    }

    package func post(_ path: String, access: Access, use handler: @escaping Handler) {
        on(.post, path, access: access, use: handler)
    }

    package func put(_ path: String, access: Access, use handler: @escaping Handler) {
        on(.put, path, access: access, use: handler)
    }

    package func patch(_ path: String, access: Access, use handler: @escaping Handler) {
        on(.patch, path, access: access, use: handler)
    }

    package func delete(_ path: String, access: Access, use handler: @escaping Handler) {
        on(.delete, path, access: access, use: handler)
    }

    /// Registers a route. Captures at the same place of different paths must have the same name.
    /// - Parameter deadline: how long the handler may take before its task is cancelled and the answer is 503; nil means
    ///   the policy's. Streams that may take longer say so here.
    package func on(
        _ method: HTTPRequest.Method, _ path: String, access: Access, deadline: Duration? = nil,
        use handler: @escaping Handler
    ) {
        let path = "/" + path.split(separator: "/").joined(separator: "/")
        routes.append(Route(method: method, path: path, access: access))
        let authentication = policy.authentication
        let deadline = RequestDeadline(after: deadline ?? policy.limits.requestDeadline)
        handlers.append { request, context in
            var context = context
            context.identity = try await authentication.identity(for: request, access: access)
            return try await deadline.limit(request, context, handler)
        }
    }

    /// The routes behind the middlewares, ready for an `Application`.
    package func buildResponder() -> RouterResponder<APIRequestContext> {
        let router = Router(context: APIRequestContext.self, options: .autoGenerateHeadEndpoints)
        let patterns = RoutePatterns(routes)
        // The outermost first: what an outer one adds is on every answer, the inner ones' problems included.
        router.add(middleware: RequestMiddleware(policy: policy))
        router.add(middleware: SecurityHeadersMiddleware())
        router.add(middleware: CORSMiddleware(allowedOrigins: policy.corsOrigins, patterns: patterns))
        router.add(middleware: ProblemMiddleware(translate: policy.translate, patterns: patterns))
        for (route, handler) in zip(routes, handlers) {
            router.on(RouterPath(route.path), method: route.method, use: handler)
        }
        return router.buildResponder()
    }
}
