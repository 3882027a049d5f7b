import CoreMetrics
import HummingbirdCore
import NIOCore

/// Stands first in an HTTP connection's pipeline: it answers what the fast lane can, and hands everything else on, one
/// request at a time, to the slow lane, which is only built when it is first needed. Confined to its event loop.
///
/// Answers keep the order of their requests: while the slow lane owes one, what comes after it waits here. So does what
/// comes from a client that does not read its answers.
final class FastLaneHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private enum State {
        /// The next request's head is read here.
        case reading
        /// The slow lane owes the answer to the one request that it was given.
        case waiting
        /// Everything goes to the slow lane, from here to the end of the connection.
        case slow
    }

    private let lane: FastLane
    private let idleTimeout: TimeAmount
    /// Builds the slow lane's pipeline behind this handler.
    private let makeSlowLane: (any Channel, FastLaneHandler) throws -> SlowLaneMonitor
    private var slowLane: SlowLaneMonitor?
    private var state = State.reading
    private var received = ByteBuffer()
    /// How many of the received bytes were looked through for a head's end.
    private var scanned = 0
    var writer: DirectWriter?
    var unflushed = Unflushed.nothing
    private var isReadHeld = false
    private(set) var lastActive = NIODeadline.now()
    private var timeout: Scheduled<Void>?
    private var context: ChannelHandlerContext?

    init(
        lane: FastLane, idleTimeout: TimeAmount,
        makeSlowLane: @escaping (any Channel, FastLaneHandler) throws -> SlowLaneMonitor
    ) {
        self.lane = lane
        self.idleTimeout = idleTimeout
        self.makeSlowLane = makeSlowLane
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        writer = DirectWriter(context.channel)
        watch(context, in: idleTimeout)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timeout?.cancel()
        self.context = nil
        writer = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastActive = .now()
        if state == .slow { return context.fireChannelRead(data) }
        var bytes = unwrapInboundIn(data)
        if received.readableBytes == 0 { received = bytes } else { received.writeBuffer(&bytes) }
        serve(context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        flush(context)
        if slowLane != nil { context.fireChannelReadComplete() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { goOn(context) }
        context.fireChannelWritabilityChanged()
    }

    /// A client that goes on sending while it has answers to wait for, or to read, is not read from.
    func read(context: ChannelHandlerContext) {
        if state != .slow, received.readableBytes > lane.limits.bytes { isReadHeld = true } else { context.read() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent where slowLane == nil, ChannelEvent.inputClosed where slowLane == nil:
            flush(context)
            context.close(promise: nil)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    /// The slow lane has written the end of an answer.
    func slowLaneAnswered() {
        lastActive = .now()
        guard state == .waiting, let context else { return }
        state = .reading
        goOn(context)
    }

    /// With what has been received meanwhile.
    private func goOn(_ context: ChannelHandlerContext) {
        serve(context)
        flush(context)
        guard isReadHeld, received.readableBytes <= lane.limits.bytes else { return }
        isReadHeld = false
        context.read()
    }

    private func serve(_ context: ChannelHandlerContext) {
        while state == .reading, received.readableBytes > 0, context.channel.isWritable {
            let (parsed, answer) = received.withUnsafeReadableBytes { bytes in
                let parsed = PlainRequest.parse(bytes, scanned: scanned, limits: lane.limits)
                guard case .request(let request) = parsed else { return (parsed, FastLane.Answer?.none) }
                return (parsed, lane.answer(request, in: bytes, context.channel.allocator))
            }
            switch parsed {
            case .incomplete:
                scanned = received.readableBytes
                return
            case .foreign:
                state = .slow
                handOver(received.readableBytes, context)
            case .request(let request):
                scanned = 0
                if let answer {
                    received.moveReaderIndex(forwardBy: request.length)
                    if received.readableBytes == 0 { received = ByteBuffer() }
                    write(answer, context)
                } else {
                    state = .waiting
                    handOver(request.length, context)
                }
            }
        }
    }

    /// Gives the slow lane the first `length` bytes of what was received.
    private func handOver(_ length: Int, _ context: ChannelHandlerContext) {
        flush(context)
        guard let bytes = received.readSlice(length: length) else { return }
        if received.readableBytes == 0 { received = ByteBuffer() }
        do {
            if slowLane == nil { slowLane = try makeSlowLane(context.channel, self) }
        } catch {
            return context.close(promise: nil)
        }
        writer?.giveWay()
        context.fireChannelRead(wrapInboundOut(bytes))
        context.fireChannelReadComplete()
    }

    /// Closes the connection when the client has been silent for too long and nobody owes it an answer.
    private func watch(_ context: ChannelHandlerContext, in delay: TimeAmount) {
        timeout = context.eventLoop.assumeIsolated().scheduleTask(in: delay) {
            let idle = NIODeadline.now() - self.lastActive
            if self.slowLane?.isAnswering == true {
                self.watch(context, in: self.idleTimeout)
            } else if idle >= self.idleTimeout {
                context.close(promise: nil)
            } else {
                self.watch(context, in: self.idleTimeout - idle)
            }
        }
    }
}
