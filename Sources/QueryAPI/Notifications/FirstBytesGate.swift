import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// Stands first in a new connection's pipeline until it has seen enough bytes to know what the connection is for; then
/// it builds the rest of the pipeline, hands the bytes on, and goes. Confined to its event loop.
final class FirstBytesGate: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    enum Outcome: Sendable {
        case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
        case socket
    }

    private static let socketStart = Array("GET /ws/".utf8)

    private let promise: EventLoopPromise<Outcome>
    private let deadline: TimeAmount
    private let makeSocket: (any Channel) throws -> Void
    private let makeHTTP: (any Channel) -> EventLoopFuture<HTTP1Channel.Value>
    private var received = ByteBuffer()
    private var timeout: Scheduled<Void>?
    private var isDecided = false

    /// - Parameter deadline: how long a connection may be silent at first.
    init(
        promise: EventLoopPromise<Outcome>, deadline: TimeAmount, makeSocket: @escaping (any Channel) throws -> Void,
        makeHTTP: @escaping (any Channel) -> EventLoopFuture<HTTP1Channel.Value>
    ) {
        self.promise = promise
        self.deadline = deadline
        self.makeSocket = makeSocket
        self.makeHTTP = makeHTTP
    }

    func handlerAdded(context: ChannelHandlerContext) {
        timeout = context.eventLoop.assumeIsolated().scheduleTask(in: deadline) { context.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timeout?.cancel()
        if !isDecided { promise.fail(ChannelError.eof) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        received.writeBuffer(&bytes)
        let start = received.readableBytesView.prefix(Self.socketStart.count)
        if start.elementsEqual(Self.socketStart) {
            becomeSocket(context)
        } else if !Self.socketStart.starts(with: start) {
            becomeHTTP(context)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent where !isDecided, ChannelEvent.inputClosed where !isDecided:
            context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    private func becomeSocket(_ context: ChannelHandlerContext) {
        isDecided = true
        do {
            try makeSocket(context.channel)
        } catch {
            promise.fail(error)
            return context.close(promise: nil)
        }
        promise.succeed(.socket)
        handOn(context)
    }

    private func becomeHTTP(_ context: ChannelHandlerContext) {
        isDecided = true
        // The set-up completes at once: it is all done on this event loop.
        makeHTTP(context.channel).assumeIsolated().whenComplete { result in
            switch result {
            case .success(let connection):
                self.promise.succeed(.http(connection))
                self.handOn(context)
            case .failure(let error):
                self.promise.fail(error)
                context.close(promise: nil)
            }
        }
    }

    private func handOn(_ context: ChannelHandlerContext) {
        timeout?.cancel()
        context.fireChannelRead(wrapInboundOut(received))
        context.fireChannelReadComplete()
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }
}
