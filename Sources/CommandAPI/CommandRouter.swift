import CoreMetrics
import Daemon
import Domain
import Postgres
import WebAPI

/// The command host's table of routes. Each capability adds its own, in `<Capability>Routes.swift`.
struct CommandRouter: Sendable {
    let dependencies: CommandContext

    var commands: Commands { dependencies.commands }

    /// - Parameter metrics: where requests are counted and timed; nil for nowhere.
    func routes(
        _ settings: CommandSettings, health: HealthState, metrics: (any MetricsFactory)? = nil
    ) -> APIRouter {
        var policy = policy(settings)
        policy.metrics = metrics
        let router = APIRouter(policy)
        router.addHealthRoutes(health)
        router.addDocumentRoutes(
            HostDocuments(host: "command", folder: settings.docs.directory, ui: settings.docs.uiDirectory))
        addSignInRoutes(to: router)
        addProfileRoutes(to: router)
        addCartRoutes(to: router)
        addOrderRoutes(to: router)
        addNotificationRoutes(to: router)
        addProductRoutes(to: router)
        addImportRoutes(to: router, health: health)
        addExportRoutes(to: router)
        addImageRoutes(to: router)
        addCategoryRoutes(to: router)
        addBrandRoutes(to: router)
        addAdminOrderRoutes(to: router)
        addCacheRoutes(to: router)
        addUserRoutes(to: router)
        addAuditRoutes(to: router)
        addDashboardRoutes(to: router)
        return router
    }

    private func policy(_ settings: CommandSettings) -> APIPolicy {
        APIPolicy(
            limits: settings.http.limits, authentication: Authentication(identify: dependencies.sessionCheck.identity),
            corsOrigins: settings.http.corsOrigins, trustedProxies: settings.http.trustedProxies,
            rates: dependencies.rates, translate: ErrorTranslation.problem)
    }
}
