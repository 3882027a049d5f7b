import Domain
import Hummingbird
import Postgres
import ReadModels
import WebAPI

extension CommandRouter {
    func addCategoryRoutes(to router: APIRouter) {
        router.get("/api/admin/categories", access: .admin, use: listCategories)
        router.post("/api/admin/categories", access: .admin, use: createCategory)
        router.get("/api/admin/categories/{id}", access: .admin, use: showCategory)
        router.put("/api/admin/categories/{id}", access: .admin, use: replaceCategory)
        router.patch("/api/admin/categories/{id}", access: .admin, use: changeCategory)
        router.delete("/api/admin/categories/{id}", access: .admin, use: deleteCategory)
    }

    private func listCategories(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var query = QueryParameters(request)
        let list = ListCategories(&query)
        try query.finish()
        return try await list.run(on: dependencies.database, dependencies.cursors)
            .response(path: "/api/admin/categories/", query: query, pagination: list.pagination, json: \.json)
    }

    private func showCategory(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let category = try context.identifier("id", of: Entity.Category.self)
        guard let json = try await json(of: category, on: dependencies.database) else { throw Problem(.notFound) }
        return JSONResponse.cacheable(json, for: request)
    }

    private func createCategory(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var fields = try await BodyFields(request, context)
        let create = CreateCategory(edit: CategoryEdit(whole: &fields))
        try fields.finish()
        return try await commands.perform(request, context, body: fields.body.bytes) { transaction in
            let category = try await create.run(on: transaction)
            let json = try await json(of: category, on: transaction) ?? []
            try await transaction.audit(
                AuditEntry(action: "category.create", object: .category(category), after: json), by: context)
            return .created(json, at: "/api/admin/categories/\(category)/")
        }
    }

    private func replaceCategory(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try await editCategory(request, context, CategoryEdit.init(whole:))
    }

    private func changeCategory(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try await editCategory(request, context, CategoryEdit.init(patch:))
    }

    private func editCategory(
        _ request: Request, _ context: APIRequestContext, _ edit: (inout BodyFields) -> CategoryEdit
    ) async throws -> Response {
        var fields = try await BodyFields(request, context)
        let change = ChangeCategory(
            category: try context.identifier("id", of: Entity.Category.self), edit: edit(&fields))
        try fields.finish()
        do {
            return try await perform(change, certainlyMoves: false, request, context, fields.body.bytes)
        } catch is CategoryMovedMeanwhile {
            return try await perform(change, certainlyMoves: true, request, context, fields.body.bytes)
        }
    }

    private func perform(
        _ change: ChangeCategory, certainlyMoves: Bool, _ request: Request, _ context: APIRequestContext,
        _ body: [UInt8]
    ) async throws -> Response {
        try await commands.perform(request, context, body: body) { transaction in
            let mayMove = try await change.prepare(certainly: certainlyMoves, on: transaction)
            _ = try await LockedCategory.lock(change.category, on: transaction)
            let json = try await audited("category.update", change.category, request, context, on: transaction) {
                try await change.run(mayMove: mayMove, on: transaction)
            }
            return .ok(json ?? [], headers: [.eTag: ETag(of: json ?? []).text])
        }
    }

    private func deleteCategory(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let delete = DeleteCategory(category: try context.identifier("id", of: Entity.Category.self))
        return try await commands.perform(request, context, body: []) { transaction in
            _ = try await LockedCategory.lock(delete.category, for: .deletion, on: transaction)
            _ = try await audited("category.delete", delete.category, request, context, on: transaction) {
                try await delete.run(on: transaction)
            }
            return .noContent
        }
    }

    private func audited(
        _ action: String, _ category: CategoryID, _ request: Request, _ context: APIRequestContext,
        on transaction: Transaction, _ change: () async throws -> Void
    ) async throws -> [UInt8]? {
        try await AuditedChange(action: action, object: .category(category), request: request, context: context)
            .run(on: transaction, read: { try await json(of: category, on: transaction) }, change: change)
    }

    private func json(of category: CategoryID, on runner: some QueryRunner) async throws -> [UInt8]? {
        try await runner.first(CategoryRecord.select(id: category), as: CategoryRecord.self)?.json
    }
}
