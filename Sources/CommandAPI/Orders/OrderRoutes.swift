import Domain
import Hummingbird
import Postgres
import ReadModels
import WebAPI

extension CommandRouter {
    func addOrderRoutes(to router: APIRouter) {
        router.post("/api/orders/create", access: .customer, use: placeOrder)
        router.post("/api/orders/{id}/cancel", access: .customer, use: cancelOrder)
    }

    private func placeOrder(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        if dependencies.idempotencyKeyRequired, try IdempotencyKey.of(request.headers) == nil {
            throw Problem(.badRequest, detail: "An order needs an Idempotency-Key.")
        }
        var fields = try await BodyFields(request, context, allowsEmpty: true)
        let place = PlaceOrder(
            user: try context.signedIn.user,
            shippingAddress: fields.optional("shipping_address", .text(max: Limits.address)),
            phone: fields.optional("phone", .phone),
            notes: fields.optional("notes", .text(max: Limits.notes, allowsBlank: true)) ?? "",
            attempt: try IdempotentAttempt(of: request, context, body: fields.body.bytes))
        try fields.finish()
        let (placed, readAfter) = try await dependencies.checkouts.place(place)
        return placed.answer.response(isReplayed: placed.isReplayed, readAfter)
    }

    private func cancelOrder(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let fields = try await BodyFields(request, context, allowsEmpty: true)
        try fields.finish()
        let cancel = CancelOrder(
            user: try context.signedIn.user, order: try context.identifier("id", of: Entity.Order.self),
            lowStock: dependencies.lowStock)
        return try await commands.perform(request, context, body: fields.body.bytes) { transaction in
            try await cancel.run(on: transaction)
            return .ok(try await record(of: cancel.order, on: transaction))
        }
    }

    private func record(of order: OrderID, on transaction: Transaction) async throws -> [UInt8] {
        try await transaction.one(OrderRecord.select(id: order), as: OrderRecord.self)
            .json
    }
}
