import Domain
import Hummingbird
import WebAPI

extension QueryRouter {
    /// A person's own orders.
    func addOrderRoutes() {
        getOwn("/api/orders") { context, request, call, user, mode in
            var parameters = QueryParameters(request)
            return try await ListOrders(context: context).page(ListOrders.Query(&parameters), of: user, mode)
        }
        getOwn("/api/orders/{reference}") { context, _, call, user, mode in
            let reference = try call.reference("reference", to: Entity.Order.self)
            return try await ShowOrder(context: context).page(reference, of: user, mode)
        }
    }

    /// A route that answers the person who asks with a document of their own, from the cache.
    private func getOwn(
        _ path: String,
        use handler:
            @escaping @Sendable (QueryContext, Request, APIRequestContext, UserID, ReadMode) async throws
            -> Served<Document?>
    ) {
        router.get(path, access: .customer) { [context, fastLane] request, call in
            let mode = ReadMode(request, context.levels.validity)
            let served = try await handler(context, request, call, try call.signedIn.user, mode)
            fastLane.learn(served, request, call, mode, to: .oneUser)
            return try context.responses.make(served, for: request, mode, to: .oneUser)
        }
    }
}
