import Domain
import HTTPTypes
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
            try await requireMatch(request.headers, change, on: transaction)
            try await change.run(on: transaction)
            let json = try await transaction.one(AdminOrder.select(change.order), as: AdminOrder.self).json
            return .ok(json, headers: [.eTag: ETag(of: json).text])
        }
    }

    /// Throws 412 when the request names another state of the order than it is in, which it stays in until the
    /// transaction changes it.
    private func requireMatch(
        _ headers: HTTPFields, _ change: ChangeOrderStatus, on transaction: Transaction
    ) async throws {
        guard headers[.ifMatch] != nil else { return }
        // Throws 404 for an order that is not there.
        try await change.lock(on: transaction)
        let order = try await transaction.one(AdminOrder.select(change.order), as: AdminOrder.self)
        try ETag(of: order.json).requireIfMatch(headers)
    }
}
