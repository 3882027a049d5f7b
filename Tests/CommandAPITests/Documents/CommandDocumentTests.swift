import Daemon
import Foundation
import HTTPTypes
import Postgres
import Redis
import TestSupport
import Testing
import WebAPI

@testable import CommandAPI

@Suite("command-api's OpenAPI document")
struct CommandDocumentTests {
    @Test("routes and document agree, both ways: paths, methods, who may call, parameters of the path")
    func agreement() async throws {
        let routes = try await Self.routes().map { route in
            DocumentAgreement.Route(
                method: route.method.rawValue, path: route.path, access: route.access.rawValue)
        }
        #expect(DocumentAgreement.differences(try OpenAPIDocument(host: "command"), routes) == [])
    }

    @Test("every kind of problem is in both documents, with its title and status", arguments: ["command", "query"])
    func problems(host: String) throws {
        let document = try OpenAPIDocument(host: host)
        let problems = DocumentAgreement.problems(document)
        let types = Set(ProblemType.allCases.map(\.reference))
        #expect(Set(problems.keys) == types)
        #expect(DocumentAgreement.catalogue(document).listed == types)
        #expect(DocumentAgreement.catalogue(document).described.isSuperset(of: types))
        for type in ProblemType.allCases {
            #expect(problems[type.reference]?.title == type.title)
            #expect(problems[type.reference]?.status == Int64(type.status.code), "\(type)")
        }
    }

    private static func routes() async throws -> [Route] {
        let keys = FileManager.default.temporaryDirectory.appending(path: "tandem-keys-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: keys) }
        var reader = SettingsReader(values: [
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1",
            "KEYS_DIR": keys, "CURSOR_SECRET": "a secret of the tests",
        ])
        let settings = CommandSettings(&reader)
        try reader.finish()
        // Neither is run: nothing is asked of them.
        let database = Database(settings.database.configuration(applicationName: "tests"), logger: .quiet)
        let redis = RedisClient(try RedisConfiguration(url: settings.redis.url.exposed), logger: .quiet)
        let context = try await CommandContext(
            settings, database: database, redis: redis, logger: .quiet, afterCommit: {})
        return CommandRouter(dependencies: context).routes(settings, health: HealthState(waitingFor: [])).routes
    }
}
