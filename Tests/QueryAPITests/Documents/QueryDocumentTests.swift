import Daemon
import HTTPTypes
import Postgres
import Redis
import TestSupport
import Testing
import WebAPI

@testable import QueryAPI

@Suite("query-api's OpenAPI document")
struct QueryDocumentTests {
    @Test("routes and document agree, both ways: paths, methods, who may call, parameters of the path")
    func agreement() throws {
        let routes = try Self.routes().map { route in
            DocumentAgreement.Route(
                method: route.method.rawValue, path: route.path, access: route.access.rawValue)
        }
        #expect(DocumentAgreement.differences(try OpenAPIDocument(host: "query"), routes) == [])
    }

    private static func routes() throws -> [Route] {
        var reader = SettingsReader(values: [
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1",
            "CURSOR_SECRET": "a secret of the tests",
        ])
        let settings = QuerySettings(&reader)
        try reader.finish()
        // Neither is run: nothing is asked of them.
        let database = Database(settings.database.configuration(applicationName: "tests"), logger: .quiet)
        let redis = RedisClient(try settings.redis.configuration, logger: .quiet)
        let router = APIRouter(APIPolicy(authentication: Authentication { _ in nil }))
        router.addHealthRoutes(HealthState(waitingFor: []))
        router.addDocumentRoutes(HostDocuments(host: "query", folder: "", ui: ""))
        let context = QueryContext(
            settings, database: database, scans: database, levels: CacheLevels(settings, redis: redis))
        let fastLane = FastLane(
            levels: context.levels, allowedOrigins: [], limits: HTTPLimits(), bytes: 0, metrics: nil,
            isRevoked: { _ in false })
        QueryRouter(router: router, context: context, fastLane: fastLane).addRoutes()
        return router.routes
    }
}
