import Hummingbird
import WebAPI

/// The query host's routes, capability by capability.
struct QueryRouter {
    let router: APIRouter
    let context: QueryContext

    func addRoutes() {
        addCatalogRoutes()
        addAccountRoutes()
        addCartRoutes()
        addOrderRoutes()
        addNotificationRoutes()
    }

    /// A public route that answers with a cached document.
    func getCached(
        _ path: String,
        use handler:
            @escaping @Sendable (QueryContext, Request, APIRequestContext, ReadMode) async throws
            -> Served<Document?>
    ) {
        router.get(path, access: .public) { [context] request, call in
            let mode = ReadMode(request, context.levels.validity)
            let served = try await handler(context, request, call, mode)
            return try context.responses.make(served, for: request, mode, to: .everybody)
        }
    }
}
