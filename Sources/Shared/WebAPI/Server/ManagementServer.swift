import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// The listener for operators, on an address of its own: health and metrics.
package struct ManagementServer: Service {
    /// Probes and scrapers are few.
    private static let connections = 100

    let application: Application<RouterResponder<APIRequestContext>>

    /// - Parameters:
    ///   - metrics: what `GET /metrics` answers, with its content type.
    ///   - onListening: called with the port, once it takes connections.
    package init(
        host: String, port: Int, health: HealthState, logger: Logger,
        metrics: (type: String, text: @Sendable () -> [UInt8])? = nil,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        let router = APIRouter(APIPolicy(authentication: Authentication { _ in nil }))
        router.addHealthRoutes(health)
        if let metrics {
            router.get("/metrics", access: .public) { _, _ in
                Response(
                    status: .ok, headers: [.contentType: metrics.type],
                    body: ResponseBody(byteBuffer: ByteBuffer(bytes: metrics.text())))
            }
        }
        var limits = HTTPLimits()
        limits.connections = Self.connections
        application = Application(
            responder: router.buildResponder(),
            server: .http1(configuration: limits.channelConfiguration()),
            configuration: limits.listener(host: host, port: port, logger: logger),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) },
            logger: logger)
    }

    package func run() async throws { try await application.run() }
}
