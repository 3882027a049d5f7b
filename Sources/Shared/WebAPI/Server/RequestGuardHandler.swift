import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Stands in each connection's pipeline, behind the HTTP codec. It answers requests that cannot be parsed with a
/// problem, tells clients that ask first to send their body (RFC 9110 §10.1.1), and closes connections whose client goes
/// on sending the body of a request that was answered already.
package final class RequestGuardHandler: ChannelDuplexHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart
    package typealias InboundOut = HTTPRequestPart
    package typealias OutboundIn = HTTPResponsePart
    package typealias OutboundOut = HTTPResponsePart

    /// How many bytes of a body are read and dropped after its answer, so that an honest client that is still sending
    /// sees the answer rather than a reset.
    private static let drainLimit = 256 * 1024

    /// Requests whose answer has not ended; more than one when they are pipelined.
    private var unanswered = 0
    private var drained = 0

    package init() {}

    /// Puts the rules of HTTP/1 in front of the codec, where this pipeline has no place for more handlers.
    package func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        do {
            let codec = try pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
            try pipeline.addHandler(HTTP1RulesHandler(), position: .before(codec))
        } catch {
            context.close(promise: nil)
        }
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            if unanswered == 0, head.headerFields[.expect]?.lowercased() == "100-continue" {
                context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
            unanswered += 1
            drained = 0
        case .body(let bytes):
            if unanswered == 0 {
                drained += bytes.readableBytes
                guard drained <= Self.drainLimit else { return context.close(promise: nil) }
            }
        case .end:
            break
        }
        context.fireChannelRead(data)
    }

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { unanswered -= 1 }
        context.write(data, promise: promise)
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError, unanswered == 0 else {
            // An answer is still to come, and there is no room for another: the handler's task sees the error.
            return context.fireErrorCaught(error)
        }
        let problem = Problem(error == .headerOverflow ? .headersTooLarge : .badRequest)
        // What the client may have called it is not known: its header could not be read.
        let requestID = RequestID.of([:])
        let body = problem.body(requestID: requestID)
        var head = HTTPResponse(status: problem.status)
        head.headerFields = SecurityHeaders.fields
        head.headerFields[.contentType] = "application/problem+json"
        head.headerFields[.requestID] = requestID
        head.headerFields[.contentLength] = String(body.count)
        head.headerFields[.connection] = "close"
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }
}
