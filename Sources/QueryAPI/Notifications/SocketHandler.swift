import Domain
import NIOCore
import NIOWebSocket
import WebAPI

/// One open socket: who it belongs to, what it was told, and how it ends. Confined to its event loop; it has no task and
/// no timer of its own.
final class SocketHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private enum Phase {
        case waitingForSignIn(until: NIODeadline)
        case checkingToken(until: NIODeadline)
        case open(SocketAuthenticator.SignIn, SocketAudience)
        case closing(until: NIODeadline)
    }

    private let shard: SocketShard
    private let endpoint: SocketEndpoint
    private let resumeAfter: Int64?
    private let address: IPAddress
    private var phase: Phase
    private var feed: SocketFeed<SocketMessage>
    private var context: ChannelHandlerContext?
    private var countedUser: UserID?
    private var unansweredPings = 0
    private var nextPing: NIODeadline = .distantFuture

    private var limits: SocketLimits { shard.environment.limits }

    /// - Parameters:
    ///   - address: already counted in the quota; released when the socket closes.
    init(shard: SocketShard, endpoint: SocketEndpoint, resumeAfter: Int64?, address: IPAddress) {
        self.shard = shard
        self.endpoint = endpoint
        self.resumeAfter = resumeAfter
        self.address = address
        phase = .waitingForSignIn(until: .now() + .seconds(Int64(shard.environment.limits.signInSeconds)))
        feed = SocketFeed(liveAfter: .max)
    }

    // MARK: The connection

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        shard.open(self)
        nextPing = .now() + .seconds(Int64(limits.pingSeconds))
        shard.wake(self, at: nextPing)
        if case .waitingForSignIn(let deadline) = phase { shard.wake(self, at: deadline) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        shard.close(self, user: countedUser)
        shard.environment.quota.release(address)
        if let countedUser { shard.environment.quota.release(countedUser) }
        countedUser = nil
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        unansweredPings = 0
        switch frame.opcode {
        case .text: hear(frame.unmaskedData)
        case .binary: close(.badMessage)
        case .ping: write(.init(fin: true, opcode: .pong, data: frame.unmaskedData))
        case .connectionClose: answerClose(frame.unmaskedData)
        default: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case NIOWebSocketError.invalidFrameLength, NIOWebSocketFrameAggregator.Error.accumulatedFrameSizeIsTooLarge,
            NIOWebSocketFrameAggregator.Error.tooManyFragments:
            close(.tooBig)
        case is NIOWebSocketError, is NIOWebSocketFrameAggregator.Error, is MaskedFramesOnly.Unmasked:
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

    // MARK: Signing in

    /// Makes the socket one of a person's, or closes it. Called once.
    func signIn(_ signIn: SocketAuthenticator.SignIn?) {
        if case .closing = phase { return }
        // The session may have ended while the token was being checked.
        guard let signIn, !shard.environment.authenticator.revocations.isRevoked(signIn.identity.session) else {
            return close(.notSignedIn)
        }
        guard let audience = endpoint.audience(for: signIn.identity) else { return close(.wrongRole) }
        guard shard.environment.quota.admit(signIn.identity.user) else { return close(.tooManySockets) }
        countedUser = signIn.identity.user
        phase = .open(signIn, audience)
        shard.wake(self, at: deadline(of: signIn))
        let position = shard.position
        feed = resumeAfter.map { SocketFeed(resumingAfter: $0) } ?? SocketFeed(liveAfter: position)
        shard.join(self, audience: audience, user: signIn.identity.user)
        send(SocketMessage.welcome(position: resumeAfter ?? position))
        if let resumeAfter { replay(after: resumeAfter, upTo: position, audience: audience) }
    }

    private func hear(_ text: ByteBuffer) {
        guard let message = ClientMessage(text) else { return close(.badMessage) }
        switch (message, phase) {
        case (.ping, .open): send(SocketMessage.pong)
        case (.authenticate(let token), .waitingForSignIn(let deadline)):
            phase = .checkingToken(until: deadline)
            let authenticator = shard.environment.authenticator
            perform {
                await authenticator.signIn(token: token)
            } then: { socket, result in
                socket.signIn(try? result.get())
            }
        case (_, .closing): break
        default: close(.badMessage)
        }
    }

    // MARK: What the socket is told

    func receive(_ message: SocketMessage) {
        guard case .open(_, let audience) = phase, audience.includes(message), feed.receive(message, id: message.id)
        else { return }
        send(message.text)
    }

    func sessionEnded(_ session: SessionID) {
        if case .open(let signIn, _) = phase, signIn.identity.session == session { close(.notSignedIn) }
    }

    func reset(to position: Int64) {
        guard case .open = phase else { return }
        send(SocketMessage.reset(position: position))
        if case .live(let held) = feed.reset(to: position) { held.forEach { send($0.text) } }
    }

    /// Reads missed messages page by page, each sent before the next is read, so that a slow reader holds one page.
    private func replay(after: Int64, upTo position: Int64, audience: SocketAudience) {
        guard after < position else { return finishReplay(audience: audience) }
        let backlog = shard.environment.backlog
        let limit = limits.replayPage
        perform {
            try await backlog.page(after: after, upTo: position, audience: audience, limit: limit)
        } then: { socket, result in
            guard case .open = socket.phase else { return }
            switch result {
            case .success(.messages(let messages, let isLast)):
                let missed = messages.filter { socket.feed.replay(id: $0.id) }
                let sent = socket.send(missed.map(\.text))
                let next = messages.last?.id ?? position
                sent?.assumeIsolated().whenSuccess {
                    if isLast {
                        socket.finishReplay(audience: audience)
                    } else {
                        socket.replay(after: next, upTo: position, audience: audience)
                    }
                }
            case .success(.pruned): socket.reset(to: position)
            case .failure: socket.close(.restarting, reason: "retry_after=\(Int.random(in: 1...5))")
            }
        }
    }

    private func finishReplay(audience: SocketAudience) {
        guard case .open = phase else { return }
        switch feed.caughtUp() {
        case .live(let held): send(held.map(\.text))
        case .replay(let after): replay(after: after, upTo: shard.position, audience: audience)
        }
    }

    // MARK: Time

    /// Called by the shard's wheel at about the times asked for.
    func woken(now: NIODeadline) {
        switch phase {
        case .waitingForSignIn(let deadline), .checkingToken(let deadline):
            if now >= deadline { return close(.notSignedIn) }
        case .open(let signIn, _):
            if Timestamp.now() >= signIn.expiresAt { return close(.notSignedIn) }
        case .closing(let deadline):
            if now >= deadline { context?.close(promise: nil) }
            return
        }
        if now >= nextPing { ping(now: now) }
    }

    private func ping(now: NIODeadline) {
        guard unansweredPings < 2 else {
            context?.close(promise: nil)
            return
        }
        unansweredPings += 1
        write(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer()))
        nextPing = now + .seconds(Int64(limits.pingSeconds))
        shard.wake(self, at: nextPing)
    }

    private func deadline(of signIn: SocketAuthenticator.SignIn) -> NIODeadline {
        let microseconds = max(0, signIn.expiresAt.microseconds - Timestamp.now().microseconds)
        return .now() + .microseconds(microseconds)
    }

    // MARK: Writing

    private func send(_ text: ByteBuffer) { send([text]) }

    @discardableResult
    private func send(_ texts: [ByteBuffer]) -> EventLoopFuture<Void>? {
        guard let context else { return nil }
        guard context.channel.isWritable else {
            close(.tooSlow, reason: "after=\(feed.lastID)")
            return nil
        }
        var last = context.eventLoop.makeSucceededVoidFuture()
        for text in texts {
            let frame = WebSocketFrame(fin: true, opcode: .text, data: text)
            last = context.write(wrapOutboundOut(frame))
        }
        context.flush()
        return last
    }

    private func write(_ frame: WebSocketFrame) {
        guard let context, context.channel.isWritable else { return }
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }

    /// Begins the closing handshake (RFC 6455 §7.1.2); the connection ends when the client answers or at a deadline.
    func close(_ code: CloseCode, reason: String = "") {
        guard let context else { return }
        if case .closing = phase { return }
        let deadline = NIODeadline.now() + .seconds(Int64(limits.closeSeconds))
        phase = .closing(until: deadline)
        shard.wake(self, at: deadline)
        var data = ByteBuffer()
        data.write(webSocketErrorCode: code.webSocketErrorCode)
        data.writeString(reason)
        context.writeAndFlush(
            wrapOutboundOut(WebSocketFrame(fin: true, opcode: .connectionClose, data: data)), promise: nil)
    }

    private func answerClose(_ payload: ByteBuffer) {
        guard let context else { return }
        guard case .closing = phase else {
            var data = payload
            let code = data.readSlice(length: min(2, data.readableBytes)) ?? ByteBuffer()
            let answer = WebSocketFrame(fin: true, opcode: .connectionClose, data: code)
            context.writeAndFlush(wrapOutboundOut(answer)).assumeIsolated().whenComplete { _ in
                context.close(promise: nil)
            }
            return
        }
        context.close(promise: nil)
    }

    /// Runs asynchronous work that the socket waits for, and comes back to the event loop with its result, unless the
    /// socket has gone meanwhile.
    private func perform<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value,
        then body: @escaping (SocketHandler, Result<Value, any Error>) -> Void
    ) {
        guard let context else { return }
        context.eventLoop.makeFutureWithTask(work).assumeIsolated().whenComplete { [weak self] result in
            guard let self, self.context != nil else { return }
            body(self, result)
        }
    }
}
