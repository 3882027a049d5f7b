import Hummingbird
import ReadModels
import WebAPI

extension QueryRouter {
    /// The cart at today's prices and stock, read from PostgreSQL each time.
    func addCartRoutes() {
        router.get("/api/cart", access: .customer) { [context] request, call in
            let user = try call.signedIn.user
            let cart = try await context.limiter.read { try await CartRecord.load(user: user, on: $0) }
            return JSONResponse.cacheable(
                cart.json(currency: context.currency), for: request, headers: [.cacheControl: "private, no-cache"])
        }
    }
}
