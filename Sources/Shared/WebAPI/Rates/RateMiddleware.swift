import Hummingbird

/// Puts what is left of the tightest budget on every answer of a limited route, refusals and failures included.
struct RateMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: APIRequestContext,
        next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        context.budget.describe(in: &response.headers)
        return response
    }
}
