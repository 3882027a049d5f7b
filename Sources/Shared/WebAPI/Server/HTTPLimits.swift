import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// What one connection and one request may cost. Each has a setting.
package struct HTTPLimits: Sendable {
    /// Bytes of a body, but for routes that say otherwise (413 past it).
    package var body = 64 * 1024
    /// Bytes of a request's header fields together (431 past it).
    package var headerBytes = 16 * 1024
    /// How many header fields (431 past it).
    package var headerFields = 100
    /// How long a connection may be silent between requests, or in the middle of one.
    package var idleTimeout: Duration = .seconds(60)
    /// How many connections are open at once; more wait in the kernel's queue until one closes. A listener takes
    /// several from there at a time, so that a burst may exceed it by a few.
    package var connections = 20_000
    /// How long a handler may take (503 past it).
    package var requestDeadline: Duration = .seconds(10)

    package init() {}

    /// A listener on `host`; port 0 lets the system choose.
    package func listener(host: String, port: Int, logger: Logger) -> ApplicationConfiguration {
        ApplicationConfiguration(
            address: .hostname(host, port: port),
            availableConnectionsDelegate: MaximumAvailableConnections(connections, logger: logger))
    }

    /// The pipeline's settings, for `HTTPServerBuilder.http1(configuration:)` or for a child channel that wraps one.
    /// - Parameter watchesIdleness: whether the pipeline closes silent connections; false where something before it does.
    package func channelConfiguration(watchesIdleness: Bool = true) -> HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            additionalChannelHandlers: [RequestGuardHandler()],
            idleTimeout: watchesIdleness ? TimeAmount(idleTimeout) : nil,
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: headerBytes, maxHeaderListSize: headerBytes, maxHeaderFieldCount: headerFields))
    }
}
