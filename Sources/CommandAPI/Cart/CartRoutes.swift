import Domain
import Hummingbird
import Postgres
import ReadModels
import WebAPI

/// All of them answer the whole cart, as `GET /api/cart/` on the query host would.
extension CommandRouter {
    func addCartRoutes(to router: APIRouter) {
        router.post("/api/cart/add", access: .customer, use: addToCart)
        router.patch("/api/cart/items/{id}", access: .customer, use: changeCartItem)
        router.delete("/api/cart/items/{id}/remove", access: .customer, use: removeCartItem)
        router.delete("/api/cart/clear", access: .customer, use: clearCart)
    }

    private func addToCart(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var fields = try await BodyFields(request, context)
        let add = AddToCart(
            user: try context.signedIn.user,
            product: fields.required("product_id", .identifier(of: Entity.Product.self)),
            quantity: fields.optional("quantity", .integer(in: 1...Limits.quantity)) ?? 1)
        try fields.finish()
        return try await commands.perform(request, context, body: fields.body.bytes) { transaction in
            let outcome = try await add.run(on: transaction)
            let cart = try await cart(of: add.user, on: transaction)
            return outcome.isNew ? .created(cart, at: "/api/cart/items/\(outcome.item)/") : .ok(cart)
        }
    }

    private func changeCartItem(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var fields = try await BodyFields(request, context)
        let change = ChangeCartItem(
            user: try context.signedIn.user, item: try context.identifier("id", of: Entity.CartItem.self),
            quantity: fields.required("quantity", .integer(in: 1...Limits.quantity)))
        try fields.finish()
        return try await commands.perform(request, context, body: fields.body.bytes) { transaction in
            try await change.run(on: transaction)
            return .ok(try await cart(of: change.user, on: transaction))
        }
    }

    private func removeCartItem(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let remove = RemoveCartItem(
            user: try context.signedIn.user, item: try context.identifier("id", of: Entity.CartItem.self))
        return try await commands.perform(request, context, body: []) { transaction in
            try await remove.run(on: transaction)
            return .ok(try await cart(of: remove.user, on: transaction))
        }
    }

    private func clearCart(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let clear = ClearCart(user: try context.signedIn.user)
        return try await commands.perform(request, context, body: []) { transaction in
            try await clear.run(on: transaction)
            return .ok(try await cart(of: clear.user, on: transaction))
        }
    }

    private func cart(of user: UserID, on transaction: Transaction) async throws -> [UInt8] {
        try await CartRecord.load(user: user, on: transaction).json(currency: dependencies.currency)
    }
}
