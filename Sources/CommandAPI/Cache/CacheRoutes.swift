import Domain
import Events
import HTTPTypes
import Hummingbird
import WebAPI

extension CommandRouter {
    func addCacheRoutes(to router: APIRouter) {
        router.get("/api/admin/cache/stats", access: .admin, use: showCacheStatistics)
        router.post("/api/admin/cache/clear", access: .admin, use: clearCache)
        router.post("/api/admin/cache/invalidate-products", access: .admin, use: invalidateProducts)
        router.post("/api/admin/cache/invalidate-categories", access: .admin, use: invalidateCategories)
    }

    private func showCacheStatistics(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let statistics = try await CacheStatistics.read(from: dependencies.database, dependencies.redis)
        return JSONResponse.make(statistics.json)
    }

    private func clearCache(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try await drop(request, context) { _ in .everything }
    }

    private func invalidateProducts(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try await drop(request, context) { fields in
            fields.optional("product_id", .identifier(of: Entity.Product.self)).map { .product($0) } ?? .products
        }
    }

    private func invalidateCategories(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try await drop(request, context) { _ in .categories }
    }

    private func drop(
        _ request: Request, _ context: APIRequestContext, _ target: (inout BodyFields) -> DropCache.Target
    ) async throws -> Response {
        var fields = try await BodyFields(request, context, allowsEmpty: true)
        let command = DropCache(target: target(&fields))
        try fields.finish()
        return try await commands.perform(request, context, body: fields.body.bytes) { transaction in
            let done = try await command.run(on: transaction)
            let action = done.scope == .everything ? "cache.clear" : "cache.invalidate"
            try await transaction.audit(
                AuditEntry(action: action, object: AuditObject("cache"), after: done.json), by: context)
            return .ok(done.json)
        }
    }
}
