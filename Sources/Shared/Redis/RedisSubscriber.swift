package import Logging
import ServiceLifecycle

/// Listens to channels over a connection of its own, and subscribes anew, on a new connection, whenever that is lost.
///
/// A server that hangs is noticed by its silence, within the configuration's `silenceLimit` and one `pingInterval`.
package final class RedisSubscriber: Service, Sendable {
    private let configuration: RedisConfiguration
    private let channels: [String]
    private let logger: Logger
    private let onEvent: @Sendable (SubscriberEvent) -> Void
    private let resolver = AddressResolver()

    /// - Parameters:
    ///   - channels: at least one, all different.
    ///   - onEvent: called one after the other, in order. It must not block: while it runs, no message is read.
    package init(
        _ configuration: RedisConfiguration, channels: [String], logger: Logger,
        onEvent: @escaping @Sendable (SubscriberEvent) -> Void
    ) {
        precondition(!channels.isEmpty && Set(channels).count == channels.count, "channels must be given, once each")
        self.configuration = configuration
        self.channels = channels
        self.logger = logger
        self.onEvent = onEvent
    }

    /// Keeps subscribed until the graceful shutdown or cancellation.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var attempt = 0
            var failures = 0
            while !Task.isCancelled {
                let lasted = await ContinuousClock().measure { await self.subscribeOnce(attempt) }
                attempt += 1
                failures = lasted > self.configuration.backoff.longest ? 1 : failures + 1
                let pause = self.configuration.backoff.pause(afterFailures: failures, scatter: .random(in: 0..<1))
                // Cut short by cancellation only, which ends the loop.
                try? await Task.sleep(for: pause)
            }
        }
    }

    /// Makes one connection and stays until it has ended.
    private func subscribeOnce(_ attempt: Int) async {
        let server = configuration.server
        let addresses = await resolver.addresses(of: server.host, within: configuration.connectDeadline)
        guard !addresses.isEmpty else {
            logger.warning("the Redis subscription failed", metadata: ["reason": "the host name has no address"])
            return
        }
        let connection = SubscriberConnection(configuration, channels: channels, onEvent: onEvent)
        let reason = await withTaskCancellationHandler {
            await connection.serve(address: addresses[attempt % addresses.count])
        } onCancel: {
            connection.close("shutting down")
        }
        logger.log(
            level: Task.isCancelled ? .debug : .warning, "the Redis subscription ended",
            metadata: ["reason": "\(reason)"])
    }
}
