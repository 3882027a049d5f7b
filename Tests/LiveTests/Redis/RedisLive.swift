import Foundation
import Logging
import Redis
import Testing

/// What the live tests of Redis share.
enum RedisLive {
    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// The shared server's configuration, from `TEST_REDIS_URL`; patient, because the machine may be busy.
    static func configuration() throws -> RedisConfiguration {
        let url = try #require(
            ProcessInfo.processInfo.environment["TEST_REDIS_URL"],
            "set TEST_REDIS_URL to a Redis that the tests may use, such as redis://127.0.0.1:6379")
        var configuration = try RedisConfiguration(url: url)
        configuration.commandDeadline = .seconds(5)
        return configuration
    }

    /// Runs a client while a test uses it, from when it is connected.
    static func withClient(
        _ configuration: RedisConfiguration, _ body: (RedisClient) async throws -> Void
    ) async throws {
        let client = RedisClient(configuration, logger: logger)
        let running = Task { try await client.run() }
        do {
            try await eventually("the client connects") { client.isAvailable }
            try await body(client)
        } catch {
            running.cancel()
            _ = await running.result
            throw error
        }
        running.cancel()
        try await running.value
    }

    /// Waits until a condition holds; fails after ten seconds.
    static func eventually(
        _ what: Comment, at location: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + .seconds(10)
        while try await !condition() {
            try #require(ContinuousClock.now < deadline, what, sourceLocation: location)
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
