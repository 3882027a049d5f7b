import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1

/// Turns whatever was thrown below it into a problem, the framework's own errors included. What it does not know is
/// logged with its cause and answered with a bare 500.
struct ProblemMiddleware: RouterMiddleware {
    /// The problem that an infrastructure error stands for, such as 503 for a database that is away; nil when it is none
    /// that the daemon knows.
    let translate: @Sendable (any Error) -> Problem?
    let patterns: RoutePatterns

    func handle(
        _ request: Request, context: APIRequestContext,
        next: (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            return problem(for: error, request, context).response(requestID: context.requestID)
        }
    }

    private func problem(for error: any Error, _ request: Request, _ context: APIRequestContext) -> Problem {
        switch error {
        case let problem as Problem:
            return problem
        case let error as HTTPError where error.status == .notFound:
            return notFound(request)
        case is HTTPParserError:
            // The body broke off or its chunks are wrong; after this answer the connection has nothing more to read.
            return Problem(.badRequest)
        case let error as any HTTPResponseError:
            return Problem(ProblemType(status: error.status))
        case is NIOTooManyBytesError:
            return Problem(.payloadTooLarge)
        default:
            if let problem = translate(error) { return problem }
            context.logger.error(
                "request failed",
                metadata: [
                    "method": "\(request.method)", "path": "\(request.uri.path)",
                    "error": "\(String(reflecting: error))",
                ])
            return Problem(.internal)
        }
    }

    /// The router says 404 for a known path with another method too; that is 405 (RFC 9110 §15.5.6).
    private func notFound(_ request: Request) -> Problem {
        let methods = patterns.methods(for: request.uri.path)
        guard !methods.isEmpty, !methods.contains(request.method) else { return Problem(.notFound) }
        let allow = methods.map(\.rawValue).joined(separator: ", ")
        return Problem(.methodNotAllowed, headers: [.allow: allow])
    }
}
