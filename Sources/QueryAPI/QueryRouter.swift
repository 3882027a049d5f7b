import HTTPTypes
import Hummingbird
import WebAPI

/// The query host's routes, capability by capability.
struct QueryRouter {
    let router: APIRouter
    let context: QueryContext
    let fastLane: FastLane

    func addRoutes() {
        addCatalogRoutes()
        addMediaRoutes()
        addAccountRoutes()
        addCartRoutes()
        addOrderRoutes()
        addInvoiceRoutes()
        addNotificationRoutes()
        addSocketAddresses()
    }

    /// A socket opens with the first request of a connection, which does not come here. What does is told so, and the
    /// connection is closed, so that a proxy does not keep it for the next socket.
    private func addSocketAddresses() {
        for endpoint in SocketEndpoint.allCases {
            router.get(endpoint.rawValue, access: .public) { _, _ in
                throw Problem(
                    .badRequest, detail: "A WebSocket opens with the first request of its connection.",
                    headers: [.connection: "close"])
            }
        }
    }

    /// A public route that answers with a cached document.
    func getCached(
        _ path: String,
        use handler:
            @escaping @Sendable (QueryContext, Request, APIRequestContext, ReadMode) async throws
            -> Served<Document?>
    ) {
        router.get(path, access: .public) { [context, fastLane] request, call in
            let mode = ReadMode(request, context.levels.validity)
            let served = try await handler(context, request, call, mode)
            fastLane.learn(served, request, call, mode, to: .everybody)
            return try context.responses.make(served, for: request, mode, to: .everybody)
        }
    }
}
