import HTTPTypes
import Hummingbird

/// Lets the pages of listed origins call (WHATWG Fetch, "CORS protocol"), and answers OPTIONS.
struct CORSMiddleware: RouterMiddleware {
    let allowedOrigins: Set<String>
    let patterns: RoutePatterns

    func handle(
        _ request: Request, context: APIRequestContext,
        next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        if let answer = options(request) { response = answer } else { response = try await next(request, context) }
        CORSHeaders.add(to: &response.headers, origin: request.headers[.origin], allowedOrigins: allowedOrigins)
        return response
    }

    /// The answer to OPTIONS on a known path; nil for anything else.
    private func options(_ request: Request) -> Response? {
        guard request.method == .options else { return nil }
        let methods = patterns.methods(for: request.uri.path)
        guard !methods.isEmpty else { return nil }
        let list = methods.map(\.rawValue).joined(separator: ", ")
        var headers: HTTPFields = [.allow: list]
        if request.headers[.accessControlRequestMethod] != nil {
            headers[.accessControlAllowMethods] = list
            headers[.accessControlAllowHeaders] = CORSHeaders.requestFields
            headers[.accessControlMaxAge] = "600"
        }
        return Response(status: .noContent, headers: headers)
    }
}

/// What browsers may send and see across origins.
package enum CORSHeaders {
    static let requestFields =
        "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Traceparent, Tracestate, X-Read-After, "
        + "X-Request-ID"
    static let exposed =
        "Cache-Status, Content-Disposition, ETag, Location, Retry-After, X-Read-After, X-Request-ID, "
        + "Idempotency-Replayed, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"

    /// Adds what a page of `origin` needs to read the answer. Nothing is added for an origin that is not listed: the
    /// browser then keeps the answer from the page.
    package static func add(to headers: inout HTTPFields, origin: String?, allowedOrigins: Set<String>) {
        guard !allowedOrigins.isEmpty else { return }
        // The answer differs by origin, also for a request without one: shared caches must know.
        headers[values: .vary].append("Origin")
        guard let origin, allowedOrigins.contains(origin) else { return }
        headers[.accessControlAllowOrigin] = origin
        headers[.accessControlAllowCredentials] = "true"
        headers[.accessControlExposeHeaders] = exposed
    }
}
