import Domain
import Hummingbird
import Postgres
import ReadModels
import WebAPI

extension CommandRouter {
    func addProductRoutes(to router: APIRouter) {
        router.get("/api/admin/products", access: .admin, use: listProducts)
        router.post("/api/admin/products", access: .admin, use: createProduct)
        router.get("/api/admin/products/{id}", access: .admin, use: showProduct)
        router.put("/api/admin/products/{id}", access: .admin, use: replaceProduct)
        router.patch("/api/admin/products/{id}", access: .admin, use: changeProduct)
        router.delete("/api/admin/products/{id}", access: .admin, use: deleteProduct)
        router.patch("/api/admin/products/{id}/stock", access: .admin, use: changeStock)
    }

    private func listProducts(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var query = QueryParameters(request)
        let list = ListProducts(&query)
        try query.finish()
        return try await list.run(on: dependencies.database, dependencies.cursors)
            .response(path: "/api/admin/products/", query: query, pagination: list.pagination) {
                $0.json(currency: dependencies.currency)
            }
    }

    private func showProduct(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let product = try context.identifier("id", of: Entity.Product.self)
        guard let json = try await json(of: product, on: dependencies.database) else { throw Problem(.notFound) }
        return JSONResponse.cacheable(json, for: request)
    }

    private func createProduct(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var fields = try await BodyFields(request, context)
        let create = CreateProduct(fields: ProductFields(&fields, dependencies.currency), slug: fields.slug())
        try fields.finish()
        return try await commands.perform(request, context, body: fields.body.bytes) { transaction in
            let product = try await create.run(on: transaction)
            let json = try await json(of: product, on: transaction) ?? []
            try await transaction.audit(
                AuditEntry(action: "product.create", object: .product(product), after: json), by: context)
            return .created(json, at: "/api/admin/products/\(product)/")
        }
    }

    private func replaceProduct(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try await editProduct(request, context, ProductEdit.init(replacement:_:))
    }

    private func changeProduct(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try await editProduct(request, context, ProductEdit.init(patch:_:))
    }

    private func editProduct(
        _ request: Request, _ context: APIRequestContext, _ edit: (inout BodyFields, Currency) -> ProductEdit
    ) async throws -> Response {
        var fields = try await BodyFields(request, context)
        let change = ChangeProduct(
            product: try context.identifier("id", of: Entity.Product.self), edit: edit(&fields, dependencies.currency))
        try fields.finish()
        return try await write("product.update", change.product, request, context, fields.body.bytes) { transaction in
            try await change.run(on: transaction)
        }
    }

    private func changeStock(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var fields = try await BodyFields(request, context)
        let stock = fields.change("stock", .integer(in: 0...Limits.stock))
        let delta = fields.change("delta", .integer(in: -Limits.stock...Limits.stock))
        if (stock == nil) == (delta == nil) { fields.refuse("stock", "must be given, or else delta") }
        try fields.finish()
        let change = ChangeStock(
            product: try context.identifier("id", of: Entity.Product.self),
            change: stock.map(ChangeStock.Change.set) ?? .by(delta ?? 0))
        return try await write("product.stock", change.product, request, context, fields.body.bytes) { transaction in
            try await change.run(on: transaction)
        }
    }

    private func deleteProduct(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let delete = DeleteProduct(product: try context.identifier("id", of: Entity.Product.self))
        return try await commands.perform(request, context, body: []) { transaction in
            try await transaction.keepCategoriesInPlace()
            _ = try await LockedProduct.lock(delete.product, for: .deletion, on: transaction)
            _ = try await audited("product.delete", delete.product, request, context, on: transaction) {
                try await delete.run(on: transaction)
            }
            return .noContent
        }
    }

    /// Carries out a change of a product that is still the one the client knows, and answers what it is then.
    private func write(
        _ action: String, _ product: ProductID, _ request: Request, _ context: APIRequestContext, _ body: [UInt8],
        _ change: @Sendable (Transaction) async throws -> Void
    ) async throws -> Response {
        try await commands.perform(request, context, body: body) { transaction in
            try await transaction.keepCategoriesInPlace()
            _ = try await LockedProduct.lock(product, on: transaction)
            let json = try await audited(action, product, request, context, on: transaction) {
                try await change(transaction)
            }
            return .ok(json ?? [], headers: [.eTag: ETag(of: json ?? []).text])
        }
    }

    private func audited(
        _ action: String, _ product: ProductID, _ request: Request, _ context: APIRequestContext,
        on transaction: Transaction, _ change: () async throws -> Void
    ) async throws -> [UInt8]? {
        try await AuditedChange(action: action, object: .product(product), request: request, context: context)
            .run(on: transaction, read: { try await json(of: product, on: transaction) }, change: change)
    }

    private func json(of product: ProductID, on runner: some QueryRunner) async throws -> [UInt8]? {
        try await runner.first(ProductRecord.select(id: product), as: ProductRecord.self)?
            .json(currency: dependencies.currency)
    }
}
