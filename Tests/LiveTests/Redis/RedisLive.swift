import Foundation
import Redis
import TestSupport
import Testing

/// What the live tests of Redis share.
enum RedisLive {
    /// The shared server's configuration, from `TEST_REDIS_URL`; patient, because the machine may be busy.
    static func configuration() throws -> RedisConfiguration {
        let url = try #require(
            ProcessInfo.processInfo.environment["TEST_REDIS_URL"],
            "set TEST_REDIS_URL to a Redis that the tests may use, such as redis://127.0.0.1:6379")
        var configuration = try RedisConfiguration(url: url)
        configuration.commandDeadline = .seconds(5)
        configuration.silenceLimit = .seconds(10)
        return configuration
    }

    /// Runs a client while a test uses it, from when it is connected.
    static func withClient(
        _ configuration: RedisConfiguration, _ body: (RedisClient) async throws -> Void
    ) async throws {
        let client = RedisClient(configuration, logger: .quiet)
        try await withRunning([client]) {
            try await eventually("the client connects") { client.isAvailable }
            try await body(client)
        }
    }
}
