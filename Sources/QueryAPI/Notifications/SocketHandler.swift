import Domain
import NIOCore
import NIOWebSocket

/// One open socket: who it belongs to, what it was told, and how it ends. Confined to its event loop; it has no task and
/// no timer of its own.
final class SocketHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = ByteBuffer

    enum Phase {
        case waitingForSignIn(until: NIODeadline)
        case checkingToken(until: NIODeadline)
        case open(SocketAuthenticator.SignIn, SocketAudience)
        /// Nobody's, for products.
        case watching
        case closing(until: NIODeadline)
    }

    let shard: SocketShard
    let endpoint: SocketEndpoint
    let resumeAfter: Int64?
    private let address: IPAddress?
    var phase: Phase
    var feed: SocketFeed<SocketMessage>
    /// Nil until products are subscribed to.
    var watch: ProductWatch<SocketFrame>?
    var context: ChannelHandlerContext?
    var writer: DirectWriter?
    var countedUser: UserID?
    var unansweredPings = 0
    var nextPing: NIODeadline = .distantFuture

    var limits: SocketLimits { shard.environment.limits }

    /// - Parameters:
    ///   - address: already counted in the quota, and released when the socket closes; nil when it was not counted.
    init(shard: SocketShard, endpoint: SocketEndpoint, resumeAfter: Int64?, address: IPAddress?) {
        self.shard = shard
        self.endpoint = endpoint
        self.resumeAfter = resumeAfter
        self.address = address
        let deadline = NIODeadline.now() + .seconds(Int64(shard.environment.limits.signInSeconds))
        phase = endpoint.isPublic ? .watching : .waitingForSignIn(until: deadline)
        feed = SocketFeed(liveAfter: .max)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        writer = DirectWriter(context.channel)
        shard.open(self)
        nextPing = .now() + .seconds(Int64(limits.pingSeconds))
        shard.wake(self, at: nextPing)
        if case .waitingForSignIn(let deadline) = phase { shard.wake(self, at: deadline) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        shard.close(self, user: countedUser)
        if let watch { shard.unwatch(watch.watched, by: self) }
        if let address { shard.environment.quota.release(address) }
        if let countedUser { shard.environment.quota.release(countedUser) }
        countedUser = nil
        self.context = nil
        writer = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        unansweredPings = 0
        switch frame.opcode {
        case .text: hear(frame.unmaskedData)
        case .binary: close(.badMessage)
        case .ping: write(SocketFrame(.pong, frame.unmaskedData.readableBytesView))
        case .connectionClose: answerClose(frame.unmaskedData)
        case .pong, .continuation: break
        default: close(.protocolError)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { sendHeld() }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case NIOWebSocketError.invalidFrameLength, NIOWebSocketFrameAggregator.Error.accumulatedFrameSizeIsTooLarge,
            NIOWebSocketFrameAggregator.Error.tooManyFragments:
            close(.tooBig)
        case is NIOWebSocketError, is NIOWebSocketFrameAggregator.Error, is WellFormedFramesOnly.Malformed:
            close(.protocolError)
        default: context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent: close(.restarting, reason: "retry_after=\(Int.random(in: 1...5))")
        case ChannelEvent.inputClosed: context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }
}
