import NIOCore
import NIOWebSocket

/// Refuses frames that a client did not mask (RFC 6455 §5.1). It stands before the aggregator, whose frames no longer
/// tell.
final class MaskedFramesOnly: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = WebSocketFrame

    struct Unmasked: Error {}

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if unwrapInboundIn(data).maskKey == nil {
            context.fireErrorCaught(Unmasked())
        } else {
            context.fireChannelRead(data)
        }
    }
}
