import Domain
import Hummingbird
import Postgres
import ReadModels
import WebAPI

extension CommandRouter {
    func addBrandRoutes(to router: APIRouter) {
        router.get("/api/admin/brands", access: .admin, use: listBrands)
        router.post("/api/admin/brands", access: .admin, use: createBrand)
        router.get("/api/admin/brands/{id}", access: .admin, use: showBrand)
        router.put("/api/admin/brands/{id}", access: .admin, use: replaceBrand)
        router.patch("/api/admin/brands/{id}", access: .admin, use: changeBrand)
        router.delete("/api/admin/brands/{id}", access: .admin, use: deleteBrand)
    }

    private func listBrands(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var query = QueryParameters(request)
        let list = ListBrands(&query)
        try query.finish()
        return try await list.run(on: dependencies.database, dependencies.cursors)
            .response(path: "/api/admin/brands/", query: query, pagination: list.pagination, json: \.json)
    }

    private func showBrand(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let brand = try context.identifier("id", of: Entity.Brand.self)
        guard let json = try await json(of: brand, on: dependencies.database) else { throw Problem(.notFound) }
        return JSONResponse.cacheable(json, for: request)
    }

    private func createBrand(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var fields = try await BodyFields(request, context)
        let create = CreateBrand(edit: BrandEdit(whole: &fields))
        try fields.finish()
        return try await commands.perform(request, context, body: fields.body.bytes) { transaction in
            let brand = try await create.run(on: transaction)
            let json = try await json(of: brand, on: transaction) ?? []
            try await transaction.audit(
                AuditEntry(action: "brand.create", object: .brand(brand), after: json), by: context)
            return .created(json, at: "/api/admin/brands/\(brand)/")
        }
    }

    private func replaceBrand(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try await editBrand(request, context, BrandEdit.init(whole:))
    }

    private func changeBrand(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try await editBrand(request, context, BrandEdit.init(patch:))
    }

    private func editBrand(
        _ request: Request, _ context: APIRequestContext, _ edit: (inout BodyFields) -> BrandEdit
    ) async throws -> Response {
        var fields = try await BodyFields(request, context)
        let change = ChangeBrand(brand: try context.identifier("id", of: Entity.Brand.self), edit: edit(&fields))
        try fields.finish()
        return try await commands.perform(request, context, body: fields.body.bytes) { transaction in
            _ = try await LockedBrand.lock(change.brand, on: transaction)
            let json = try await audited("brand.update", change.brand, request, context, on: transaction) {
                try await change.run(on: transaction)
            }
            return .ok(json ?? [], headers: [.eTag: ETag(of: json ?? []).text])
        }
    }

    private func deleteBrand(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let delete = DeleteBrand(brand: try context.identifier("id", of: Entity.Brand.self))
        return try await commands.perform(request, context, body: []) { transaction in
            _ = try await LockedBrand.lock(delete.brand, for: .deletion, on: transaction)
            _ = try await audited("brand.delete", delete.brand, request, context, on: transaction) {
                try await delete.run(on: transaction)
            }
            return .noContent
        }
    }

    private func audited(
        _ action: String, _ brand: BrandID, _ request: Request, _ context: APIRequestContext,
        on transaction: Transaction, _ change: () async throws -> Void
    ) async throws -> [UInt8]? {
        try await AuditedChange(action: action, object: .brand(brand), request: request, context: context)
            .run(on: transaction, read: { try await json(of: brand, on: transaction) }, change: change)
    }

    private func json(of brand: BrandID, on runner: some QueryRunner) async throws -> [UInt8]? {
        try await runner.first(BrandRecord.select(id: brand), as: BrandRecord.self)?.json
    }
}
