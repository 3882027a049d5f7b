import Hummingbird
import WebAPI

extension CommandRouter {
    func addDashboardRoutes(to router: APIRouter) {
        router.get("/api/admin/dashboard", access: .admin, use: showDashboard)
    }

    private func showDashboard(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        var query = QueryParameters(request)
        let days = query.optional("days", .integer(in: 1...ShowDashboard.daysLimit)) ?? ShowDashboard.usualDays
        try query.finish()
        let dashboard = try await ShowDashboard(days: days, lowStock: dependencies.lowStock)
            .run(on: dependencies.database)
        return JSONResponse.make(dashboard.json(currency: dependencies.currency))
    }
}
