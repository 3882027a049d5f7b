import Logging
import NIOCore
import NIOWebSocket

/// Writing, closing, and work that the socket waits for.
extension SocketHandler {
    func send(_ text: ByteBuffer) { send([text], after: feed.lastID) }

    /// - Parameter cursor: where the client has to resume when these can't be sent.
    @discardableResult
    func send(_ texts: [ByteBuffer], after cursor: Int64) -> EventLoopFuture<Void>? {
        guard let context else { return nil }
        guard context.channel.isWritable else {
            if case .closing = phase { return nil }
            shard.environment.logger.info("closing a slow socket", metadata: ["endpoint": "\(endpoint.rawValue)"])
            close(.tooSlow, reason: "after=\(cursor)")
            return nil
        }
        var last = context.eventLoop.makeSucceededVoidFuture()
        for text in texts {
            let frame = WebSocketFrame(fin: true, opcode: .text, data: text)
            last = context.write(wrapOutboundOut(frame))
        }
        context.flush()
        shard.environment.counters.sent(texts.count)
        return last
    }

    func write(_ frame: WebSocketFrame) {
        guard let context, context.channel.isWritable else { return }
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }

    /// Begins the closing handshake (RFC 6455 §7.1.2); the connection ends when the client answers or at a deadline.
    func close(_ code: CloseCode, reason: String = "") {
        guard let context else { return }
        if case .closing = phase { return }
        let deadline = NIODeadline.now() + .seconds(Int64(limits.closeSeconds))
        phase = .closing(until: deadline)
        shard.environment.counters.closing(code)
        shard.wake(self, at: deadline)
        var data = ByteBuffer()
        data.write(webSocketErrorCode: code.webSocketErrorCode)
        data.writeString(reason)
        context.writeAndFlush(
            wrapOutboundOut(WebSocketFrame(fin: true, opcode: .connectionClose, data: data)), promise: nil)
    }

    func answerClose(_ payload: ByteBuffer) {
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
    func perform<Value: Sendable>(
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
