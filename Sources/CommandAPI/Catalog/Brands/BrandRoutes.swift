import Domain
import HTTPTypes
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
            return .created(
                try await json(of: brand, on: transaction) ?? [], at: "/api/admin/brands/\(brand)/")
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
            try await requireMatch(request.headers, change.brand, on: transaction)
            try await change.run(on: transaction)
            let json = try await json(of: change.brand, on: transaction) ?? []
            return .ok(json, headers: [.eTag: ETag(of: json).text])
        }
    }

    private func deleteBrand(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let delete = DeleteBrand(brand: try context.identifier("id", of: Entity.Brand.self))
        return try await commands.perform(request, context, body: []) { transaction in
            try await requireMatch(request.headers, delete.brand, on: transaction)
            try await delete.run(on: transaction)
            return .noContent
        }
    }

    /// Throws 412 when the request names another state of the brand than it is in, which it stays in until the
    /// transaction changes it.
    private func requireMatch(_ headers: HTTPFields, _ brand: BrandID, on transaction: Transaction) async throws {
        guard headers[.ifMatch] != nil, try await LockedBrand.lock(brand, on: transaction) != nil else { return }
        try ETag(of: try await json(of: brand, on: transaction) ?? []).requireIfMatch(headers)
    }

    private func json(of brand: BrandID, on runner: some QueryRunner) async throws -> [UInt8]? {
        try await runner.first(BrandRecord.select(id: brand), as: BrandRecord.self)?.json
    }
}
