import Domain
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1
import NIOWebSocket
import WebAPI

/// Answers the one request of a connection that began with `GET /ws/`: with 101 and a `SocketHandler` in its own place,
/// or with a problem, after which the connection ends. Confined to its event loop.
final class SocketUpgradeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum Phase {
        case waitingForHead
        case waitingForEnd(HTTPRequestHead)
        case answering
    }

    private let shard: SocketShard
    private let policy: SocketPolicy
    private let httpHandlers: [any RemovableChannelHandler]
    private var phase: Phase = .waitingForHead
    private var timeout: Scheduled<Void>?

    /// - Parameter httpHandlers: the codec in front of this handler, removed once the socket is open.
    init(shard: SocketShard, policy: SocketPolicy, httpHandlers: [any RemovableChannelHandler]) {
        self.shard = shard
        self.policy = policy
        self.httpHandlers = httpHandlers
    }

    /// However slowly the request comes, and however long its answer takes to go.
    func handlerAdded(context: ChannelHandlerContext) {
        let deadline = TimeAmount.seconds(shard.environment.limits.handshakeSeconds)
        timeout = context.eventLoop.assumeIsolated().scheduleTask(in: deadline) { context.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { timeout?.cancel() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        // No socket opens while the listener stops, nor for a client that has said its last word.
        case is ChannelShouldQuiesceEvent, ChannelEvent.inputClosed: context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), phase) {
        case (.head(let head), .waitingForHead): phase = .waitingForEnd(head)
        case (.end, .waitingForEnd(let head)):
            phase = .answering
            answer(head, context: context)
        default: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if case .answering = phase { return context.close(promise: nil) }
        phase = .answering
        let tooLarge = error as? HTTPParserError == .headerOverflow
        refuse(Problem(tooLarge ? .headersTooLarge : .badRequest), requestID: nil, context: context)
    }

    private func answer(_ head: HTTPRequestHead, context: ChannelHandlerContext) {
        let fields = HTTPFields(head.headers, splitCookie: false)
        let requestID = RequestID.of(fields)
        let handshake: SocketHandshake
        do {
            handshake = try SocketHandshake(
                head, allowedOrigins: policy.allowedOrigins, allowsTokenInURL: policy.allowsTokenInURL)
        } catch {
            return refuse(error, requestID: requestID, context: context)
        }
        guard case .ready = shard.environment.health.readiness else {
            return refuse(Problem(.unavailable), requestID: requestID, context: context)
        }
        guard
            let address = ClientAddress.of(
                fields, peer: ClientAddress.peer(of: context.channel), trustedProxies: policy.trustedProxies)
        else { return context.close(promise: nil) }
        let authenticator = shard.environment.authenticator
        context.eventLoop.makeFutureWithTask { () -> SocketAuthenticator.SignIn? in
            switch handshake.credentials {
            case .token(let token): await authenticator.signIn(token: token)
            case .ticket(let ticket): try await authenticator.signIn(ticket: ticket)
            case .none: nil
            }
        }.assumeIsolated().whenComplete { result in
            self.decide(handshake, result, address: address, requestID: requestID, context: context)
        }
    }

    private func decide(
        _ handshake: SocketHandshake, _ result: Result<SocketAuthenticator.SignIn?, any Error>, address: IPAddress,
        requestID: String, context: ChannelHandlerContext
    ) {
        guard context.channel.isActive else { return }
        switch (result, handshake.credentials) {
        case (.failure(let error), _):
            shard.environment.logger.warning(
                "a socket's sign-in could not be checked",
                metadata: ["error": "\(error)", "request_id": "\(requestID)"])
            refuse(Problem(.unavailable), requestID: requestID, context: context)
        case (.success(nil), .token), (.success(nil), .ticket):
            refuse(Problem(.invalidToken), requestID: requestID, context: context)
        case (.success(let signIn), _):
            if let signIn, handshake.endpoint.audience(for: signIn.identity) == nil {
                return refuse(Problem(.forbidden), requestID: requestID, context: context)
            }
            upgrade(handshake, signIn, address: address, context: context)
        }
    }

    private func upgrade(
        _ handshake: SocketHandshake, _ signIn: SocketAuthenticator.SignIn?, address: IPAddress,
        context: ChannelHandlerContext
    ) {
        let isAdmitted = shard.environment.quota.admit(address)
        let socket = SocketHandler(
            shard: shard, endpoint: handshake.endpoint, resumeAfter: handshake.resumeAfter,
            address: isAdmitted ? address : nil)
        let head = HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: handshake.answer)
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        do {
            let pipeline = context.pipeline.syncOperations
            let limits = shard.environment.limits
            try context.channel.syncOptions?.setOption(
                .writeBufferWaterMark, value: .init(low: limits.outboundBytes / 2, high: limits.outboundBytes))
            try pipeline.addHandlers([
                ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: limits.messageBytes)),
                WellFormedFramesOnly(),
                NIOWebSocketFrameAggregator(
                    minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 64,
                    maxAccumulatedFrameSize: limits.messageBytes),
                socket,
            ])
            // The decoder hands what it has not parsed yet to the frame decoder as it goes.
            for handler in httpHandlers { pipeline.removeHandler(handler, promise: nil) }
            pipeline.removeHandler(context: context, promise: nil)
        } catch {
            return context.close(promise: nil)
        }
        if !isAdmitted {
            socket.close(.tooManySockets)
        } else if handshake.endpoint.isPublic {
            socket.welcomeAnybody()
        } else if handshake.credentials != .none {
            socket.signIn(signIn)
        }
    }

    private func refuse(_ problem: Problem, requestID: String?, context: ChannelHandlerContext) {
        let response = problem.response(requestID: requestID)
        let body = problem.body(requestID: requestID)
        var fields = SecurityHeaders.fields
        for field in response.headers { fields[field.name] = field.value }
        if let requestID { fields[.requestID] = requestID }
        fields[.contentLength] = String(body.count)
        fields[.connection] = "close"
        let status = HTTPResponseStatus(
            statusCode: problem.type.status.code, reasonPhrase: problem.type.status.reasonPhrase)
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: HTTPHeaders(fields))
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }
}
