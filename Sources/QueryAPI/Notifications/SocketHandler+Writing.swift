import Logging
import NIOCore
import NIOWebSocket

/// Writing, closing, and work that the socket waits for.
extension SocketHandler {
    func send(_ frame: SocketFrame) { send(frame, after: feed.lastID) }

    /// - Parameter cursor: where the client has to resume when it can't be sent.
    func send(_ frame: SocketFrame, after cursor: Int64) {
        guard writer?.isWritable == true else { return closeSlow(after: cursor) }
        put(frame)
        shard.environment.counters.sent(1)
    }

    /// - Parameters:
    ///   - cursor: where the client has to resume when these can't be sent.
    ///   - promise: kept when all of them are written; broken when they are not sent.
    func send(_ frames: [SocketFrame], after cursor: Int64, promise: EventLoopPromise<Void>? = nil) {
        guard let context, writer?.isWritable == true else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return closeSlow(after: cursor)
        }
        writer?.giveWay()
        for frame in frames.dropLast() { context.write(wrapOutboundOut(frame.bytes), promise: nil) }
        if let last = frames.last {
            context.writeAndFlush(wrapOutboundOut(last.bytes), promise: promise)
        } else {
            promise?.succeed()
        }
        shard.environment.counters.sent(frames.count)
    }

    private func closeSlow(after cursor: Int64) {
        guard context != nil else { return }
        if case .closing = phase { return }
        shard.environment.logger.info("closing a slow socket", metadata: ["endpoint": "\(endpoint.rawValue)"])
        close(.tooSlow, reason: "after=\(cursor)")
    }

    func write(_ frame: SocketFrame) {
        if writer?.isWritable == true { put(frame) }
    }

    private func put(_ frame: SocketFrame) {
        guard let rest = writer?.send(frame.bytes) else { return }
        context?.writeAndFlush(wrapOutboundOut(rest), promise: nil)
    }

    /// Begins the closing handshake (RFC 6455 §7.1.2); the connection ends when the client answers or at a deadline.
    func close(_ code: CloseCode, reason: String = "") {
        guard let context else { return }
        if case .closing = phase { return }
        let deadline = NIODeadline.now() + .seconds(Int64(limits.closeSeconds))
        phase = .closing(until: deadline)
        shard.environment.counters.closing(code)
        shard.wake(self, at: deadline)
        writer?.giveWay()
        context.writeAndFlush(wrapOutboundOut(SocketFrame.close(code, reason: reason).bytes), promise: nil)
    }

    func answerClose(_ payload: ByteBuffer) {
        guard let context else { return }
        guard case .closing = phase else {
            let isUnderstood = payload.readableBytes == 0 || payload.peekInteger().map(CloseCode.mayBeSent) == true
            guard isUnderstood else { return close(.protocolError) }
            let answer = SocketFrame(.connectionClose, payload.readableBytesView.prefix(2))
            writer?.giveWay()
            context.writeAndFlush(wrapOutboundOut(answer.bytes)).assumeIsolated().whenComplete { _ in
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
