import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypes
import WebAPI

/// A connection of HTTP requests: the fast lane first, and behind it the slow one, which is Hummingbird's pipeline, from
/// the first request that needs it.
struct FastLaneChannel: ServerChildChannel {
    struct Value: ServerChildChannelValue {
        let channel: any Channel
        /// The slow lane's connection, once one is needed; nil when none will be.
        fileprivate let slowLane: EventLoopFuture<HTTP1Channel.Value?>
    }

    private let lane: FastLane
    private let limits: HTTPLimits
    private let http: HTTP1Channel

    init(_ lane: FastLane, limits: HTTPLimits, responder: @escaping HTTPChannelHandler.Responder) {
        self.lane = lane
        self.limits = limits
        // Silence is seen where all bytes pass.
        http = HTTP1Channel(responder: responder, configuration: limits.channelConfiguration(watchesIdleness: false))
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture { try add(to: channel, logger) }
    }

    func handle(value: Value, logger: Logger) async {
        guard let connection = try? await value.slowLane.get() else { return }
        await http.handle(value: connection, logger: logger)
    }

    /// On the channel's event loop.
    func add(to channel: any Channel, _ logger: Logger) throws -> Value {
        let slowLane = channel.eventLoop.makePromise(of: HTTP1Channel.Value?.self)
        channel.closeFuture.whenComplete { _ in slowLane.succeed(nil) }
        let handler = FastLaneHandler(lane: lane, idleTimeout: TimeAmount(limits.idleTimeout)) { channel, handler in
            let pipeline = channel.pipeline.syncOperations
            // Complete at once: it is all done on this event loop.
            http.setup(channel: channel, logger: logger).assumeIsolated().whenComplete { result in
                switch result {
                case .success(let connection): slowLane.succeed(connection)
                case .failure: channel.close(promise: nil)
                }
            }
            let monitor = SlowLaneMonitor(fastLane: handler)
            try pipeline.addHandler(monitor, position: .after(pipeline.handler(type: RequestGuardHandler.self)))
            return monitor
        }
        try channel.pipeline.syncOperations.addHandler(handler)
        return Value(channel: channel, slowLane: slowLane.futureResult)
    }
}
