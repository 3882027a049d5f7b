import NIOCore
import NIOHTTP1

/// Stands between NIO's HTTP codec and the translation into HTTP types, which knows neither versions nor more than one
/// Host, and holds clients and answers to what RFC 9112 says of both. Confined to its event loop.
final class HTTP1RulesHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// The versions of the requests whose answer has not ended.
    private var unanswered = CircularBuffer<HTTPVersion>()
    private var isRefused = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        guard Self.hasProperHost(head) else {
            isRefused = true
            return context.fireErrorCaught(HTTPParserError.invalidHost)
        }
        unanswered.append(head.version)
        // In one spelling, which is the one that ends the connection after the answer.
        if Self.endsConnection(head) { head.headers.replaceOrAdd(name: "Connection", value: "close") }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where unanswered.first == .http1_0:
            // So that no answer is chunked for who cannot read that (RFC 9112 §6.1): it ends with the connection.
            head.version = .http1_0
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end:
            _ = unanswered.popFirst()
            context.write(data, promise: promise)
        case .head, .body:
            context.write(data, promise: promise)
        }
    }

    /// One Host, where HTTP/1.1 asks for it, with nothing in it that no host has (RFC 9112 §3.2).
    private static func hasProperHost(_ head: HTTPRequestHead) -> Bool {
        let hosts = head.headers["Host"]
        guard hosts.count <= 1, !hosts.isEmpty || head.version == .http1_0 else { return false }
        return hosts.allSatisfy { $0.utf8.allSatisfy(HTTPHost.allows) }
    }

    /// An HTTP/1.0 connection is good for one request (RFC 9112 §9.3 lets us refuse to keep it).
    private static func endsConnection(_ head: HTTPRequestHead) -> Bool {
        head.version == .http1_0
            || head.headers[canonicalForm: "Connection"].contains { $0.lowercased() == "close" }
    }
}
