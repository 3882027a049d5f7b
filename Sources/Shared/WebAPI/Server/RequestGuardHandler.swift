import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Stands in each connection's pipeline, behind the HTTP codec. It answers requests that cannot be parsed with a
/// problem, and closes connections whose client goes on sending the body of a request that was answered already.
package final class RequestGuardHandler: ChannelDuplexHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart
    package typealias InboundOut = HTTPRequestPart
    package typealias OutboundIn = HTTPResponsePart
    package typealias OutboundOut = HTTPResponsePart

    /// How many bytes of a body are read and dropped after its answer, so that an honest client that is still sending
    /// sees the answer rather than a reset.
    private static let drainLimit = 256 * 1024

    private var isRequestOpen = false
    private var isResponseOpen = false
    private var drained = 0

    package init() {}

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            isRequestOpen = true
            isResponseOpen = true
            drained = 0
        case .body(let bytes):
            if !isResponseOpen {
                drained += bytes.readableBytes
                guard drained <= Self.drainLimit else { return context.close(promise: nil) }
            }
        case .end:
            isRequestOpen = false
        }
        context.fireChannelRead(data)
    }

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { isResponseOpen = false }
        context.write(data, promise: promise)
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError, !isResponseOpen else {
            // In the middle of an answer there is no room for another: the handler task sees the error and closes.
            return context.fireErrorCaught(error)
        }
        let problem = Problem(error == .headerOverflow ? .headersTooLarge : .badRequest)
        let body = problem.body(requestID: nil)
        var head = HTTPResponse(status: problem.status)
        head.headerFields = SecurityHeaders.fields
        head.headerFields[.contentType] = "application/problem+json"
        head.headerFields[.contentLength] = String(body.count)
        head.headerFields[.connection] = "close"
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }
}
