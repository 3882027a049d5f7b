import NIOCore
import NIOHTTPTypes

/// Stands in the slow lane's pipeline, where requests and answers have parts, and tells the fast lane's handler when an
/// answer has ended. Confined to its event loop.
final class SlowLaneMonitor: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let fastLane: FastLaneHandler
    private var unanswered = 0
    private var isReading = false

    init(fastLane: FastLaneHandler) { self.fastLane = fastLane }

    /// Whether nothing is awaited from the client.
    var isAnswering: Bool { unanswered > 0 && !isReading }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            unanswered += 1
            isReading = true
        case .body: break
        case .end: isReading = false
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        unanswered -= 1
        // Out at once: what the fast lane writes next must not overtake it.
        context.writeAndFlush(data, promise: promise)
        fastLane.slowLaneAnswered()
    }
}
