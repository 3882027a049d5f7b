import CoreMetrics
import NIOCore

/// Writing answers: a single one goes the short way, several go together through NIO.
extension FastLaneHandler {
    /// What was answered since the last flush.
    enum Unflushed {
        case nothing
        /// Not given to anybody yet.
        case one(ByteBuffer)
        /// NIO has them.
        case several
    }

    func write(_ answer: FastLane.Answer, _ context: ChannelHandlerContext) {
        if case .nothing = unflushed, answer.body == nil {
            unflushed = .one(answer.bytes)
        } else {
            writeTogether(answer, context)
        }
        answer.timer?.recordNanoseconds((NIODeadline.now() - lastActive).nanoseconds)
    }

    private func writeTogether(_ answer: FastLane.Answer, _ context: ChannelHandlerContext) {
        let before = unflushed
        unflushed = .several
        writer?.giveWay()
        if case .one(let first) = before { context.write(wrapOutboundOut(.byteBuffer(first)), promise: nil) }
        context.write(wrapOutboundOut(.byteBuffer(answer.bytes)), promise: nil)
        if let body = answer.body { context.write(wrapOutboundOut(.byteBuffer(body)), promise: nil) }
    }

    func flush(_ context: ChannelHandlerContext) {
        let before = unflushed
        unflushed = .nothing
        switch before {
        case .nothing: break
        case .one(let answer):
            guard let rest = writer?.send(answer) else { return }
            context.writeAndFlush(wrapOutboundOut(.byteBuffer(rest)), promise: nil)
        case .several: context.flush()
        }
    }
}
