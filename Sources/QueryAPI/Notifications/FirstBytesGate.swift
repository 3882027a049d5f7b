import HummingbirdCore
import NIOCore

/// Stands first in a new connection's pipeline until it has seen enough bytes to know what the connection is for; then
/// it builds the rest of the pipeline, hands the bytes on, and goes. Confined to its event loop.
final class FirstBytesGate: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private static let socketStart = Array("GET /ws/".utf8)

    private let deadline: TimeAmount
    private let makeSocket: (any Channel) throws -> Void
    private let makeHTTP: (any Channel) throws -> Void
    private let giveUp: () -> Void
    private var received = ByteBuffer()
    private var timeout: Scheduled<Void>?
    private var isBuilt = false

    /// - Parameters:
    ///   - deadline: how long a connection may be silent at first.
    ///   - makeSocket: builds a socket's pipeline behind this handler; `makeHTTP`, that of requests.
    ///   - giveUp: called instead of both when the connection ends before.
    init(
        deadline: TimeAmount, makeSocket: @escaping (any Channel) throws -> Void,
        makeHTTP: @escaping (any Channel) throws -> Void, giveUp: @escaping () -> Void
    ) {
        self.deadline = deadline
        self.makeSocket = makeSocket
        self.makeHTTP = makeHTTP
        self.giveUp = giveUp
    }

    func handlerAdded(context: ChannelHandlerContext) {
        timeout = context.eventLoop.assumeIsolated().scheduleTask(in: deadline) { context.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timeout?.cancel()
        if !isBuilt { giveUp() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        received.writeBuffer(&bytes)
        let start = received.readableBytesView.prefix(Self.socketStart.count)
        if start.elementsEqual(Self.socketStart) {
            become(makeSocket, context)
        } else if !Self.socketStart.starts(with: start) {
            become(makeHTTP, context)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent where !isBuilt, ChannelEvent.inputClosed where !isBuilt:
            context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    private func become(_ make: (any Channel) throws -> Void, _ context: ChannelHandlerContext) {
        do {
            try make(context.channel)
        } catch {
            return context.close(promise: nil)
        }
        isBuilt = true
        timeout?.cancel()
        context.fireChannelRead(wrapInboundOut(received))
        context.fireChannelReadComplete()
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }
}
