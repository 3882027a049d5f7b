import Hummingbird
import WebAPI

extension CommandRouter {
    func addAuditRoutes(to router: APIRouter) {
        router.get("/api/admin/audit", access: .admin, use: listAudit)
    }

    private func listAudit(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var query = QueryParameters(request)
        let list = ListAudit(&query)
        try query.finish()
        return try await list.run(on: dependencies.database, dependencies.cursors)
            .response(path: "/api/admin/audit/", query: query, pagination: list.pagination, json: \.json)
    }
}
