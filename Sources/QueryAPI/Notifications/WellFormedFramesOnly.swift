import NIOCore
import NIOWebSocket

/// Refuses frames that a client did not mask (RFC 6455 §5.1), and reserved bits, as no extension is ever agreed on
/// (§5.2). It stands before the aggregator, whose frames no longer tell.
final class WellFormedFramesOnly: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = WebSocketFrame

    struct Malformed: Error {}

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        if frame.maskKey == nil || frame.rsv1 || frame.rsv2 || frame.rsv3 {
            context.fireErrorCaught(Malformed())
        } else {
            context.fireChannelRead(data)
        }
    }
}
