import Domain
import HTTPTypes
import Hummingbird
import Logging

/// Gives each request its id, its client's address and its limits, writes the access log, and sees to it that HEAD has
/// no body.
///
/// The log has the path only: queries may carry tickets and what people searched for.
struct RequestMiddleware: RouterMiddleware {
    let policy: APIPolicy
    private let metrics: RequestMetrics?

    init(policy: APIPolicy) {
        self.policy = policy
        metrics = policy.metrics.map(RequestMetrics.init(factory:))
    }

    func handle(
        _ request: Request, context: APIRequestContext,
        next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let context = described(context, request)
        var response = try await TraceContext.$current.withValue(context.trace) { try await next(request, context) }
        response.headers[.requestID] = context.requestID
        if request.method == .head { response = response.createHeadResponse() }
        let duration = start.duration(to: .now)
        metrics?.record(
            route: context.route, method: request.method, status: response.status, took: duration)
        log(request, context, response, took: duration)
        return response
    }

    private func described(_ context: APIRequestContext, _ request: Request) -> APIRequestContext {
        var context = context
        context.requestID = RequestID.of(request.headers)
        context.trace = TraceContext.of(request.headers)
        context.remoteAddress = ClientAddress.of(
            request.headers, peer: ClientAddress.peer(of: context.channel), trustedProxies: policy.trustedProxies)
        context.bodyLimit = policy.limits.body
        context.logger[metadataKey: "hb.request.id"] = nil
        context.logger[metadataKey: "request_id"] = .string(context.requestID)
        context.logger[metadataKey: "trace_id"] = .string(context.trace.traceID)
        context.logger[metadataKey: "span_id"] = .string(context.trace.spanID)
        return context
    }

    private func log(
        _ request: Request, _ context: APIRequestContext, _ response: Response, took duration: Duration
    ) {
        let isRoutine = (request.method == .get || request.method == .head) && response.status.code < 400
        context.logger.log(
            level: isRoutine ? .debug : .info, "request",
            metadata: [
                "method": "\(request.method)",
                "path": "\(request.uri.path)",
                "status": "\(response.status.code)",
                "milliseconds": "\(duration / .milliseconds(1))",
                "remote": "\(context.remoteAddress?.description ?? "-")",
            ])
    }
}
