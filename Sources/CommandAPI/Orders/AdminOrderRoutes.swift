import Domain
import Hummingbird
import Postgres
import WebAPI

extension CommandRouter {
    func addAdminOrderRoutes(to router: APIRouter) {
        router.get("/api/admin/orders", access: .admin, use: listOrders)
        router.get("/api/admin/orders/{id}", access: .admin, use: showOrder)
        router.patch("/api/admin/orders/{id}/status", access: .admin, use: changeOrderStatus)
    }

    private func listOrders(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var query = QueryParameters(request)
        let list = ListOrders(&query)
        try query.finish()
        return try await list.run(on: dependencies.database, dependencies.cursors)
            .response(path: "/api/admin/orders/", query: query, pagination: list.pagination, json: \.json)
    }

    private func showOrder(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let order = OrderReference(parsing: try context.parameter("id"))
        guard let record = try await dependencies.database.first(AdminOrder.select(order), as: AdminOrder.self) else {
            throw Problem(.notFound)
        }
        return JSONResponse.cacheable(record.json, for: request)
    }

    private func changeOrderStatus(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var fields = try await BodyFields(request, context)
        let change = ChangeOrderStatus(
            order: OrderReference(parsing: try context.parameter("id")),
            status: fields.required("status", .choice(of: OrderStatus.self)),
            note: fields.optional("note", .text(max: Limits.notes, allowsBlank: true)) ?? "",
            lowStock: dependencies.lowStock)
        try fields.finish()
        return try await commands.perform(request, context, body: fields.body.bytes) { transaction in
            // Throws 404 for an order that is not there.
            let order = try await change.lock(on: transaction)
            let json = try await AuditedChange(
                action: "order.status", object: .order(order.id), request: request, context: context
            ).run(
                on: transaction, read: { try await self.json(of: change.order, on: transaction) },
                change: { try await change.run(on: transaction) })
            return .ok(json ?? [], headers: [.eTag: ETag(of: json ?? []).text])
        }
    }

    private func json(of order: OrderReference, on transaction: Transaction) async throws -> [UInt8]? {
        try await transaction.first(AdminOrder.select(order), as: AdminOrder.self)?.json
    }
}
