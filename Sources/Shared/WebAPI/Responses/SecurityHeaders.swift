import HTTPTypes
import Hummingbird

/// What every answer says to browsers: JSON is data, never a page (OWASP, REST Security Cheat Sheet).
package enum SecurityHeaders {
    package static let fields: HTTPFields = [
        .xContentTypeOptions: "nosniff",
        .frameOptions: "DENY",
        .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
        .referrerPolicy: "no-referrer",
        .cacheControl: "no-store",
    ]

    /// Adds those that the route did not set itself; a page that may be cached says so by its own `Cache-Control`.
    package static func add(to headers: inout HTTPFields) {
        for field in fields where headers[field.name] == nil { headers.append(field) }
    }
}

struct SecurityHeadersMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: APIRequestContext,
        next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        SecurityHeaders.add(to: &response.headers)
        return response
    }
}
