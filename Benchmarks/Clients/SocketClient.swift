import NIOCore

/// One WebSocket: asks for the upgrade, tells of each message, and answers pings. Enough of RFC 6455 for servers that
/// keep to it.
final class SocketClient: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    struct NotUpgraded: Error, CustomStringConvertible {
        let answer: String
        var description: String { "no socket: \(answer.prefix(300))" }
    }

    private let path: String
    private let greeting: String?
    private let opened: EventLoopPromise<Void>
    private let onMessage: @Sendable () -> Void
    private var isOpen = false
    private var unread = ByteBuffer()

    init(path: String, greeting: String?, opened: EventLoopPromise<Void>, onMessage: @escaping @Sendable () -> Void) {
        self.path = path
        self.greeting = greeting
        self.opened = opened
        self.onMessage = onMessage
    }

    func channelActive(context: ChannelHandlerContext) {
        let request = """
            GET \(path) HTTP/1.1\r
            Host: 127.0.0.1\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r\n
            """
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        unread.writeImmutableBuffer(unwrapInboundIn(data))
        if !isOpen { upgrade(context) }
        while isOpen, let (opcode, payload) = nextFrame() { take(opcode, payload, context) }
        // Thousands of them: what is read is given back.
        if unread.readableBytes == 0 { unread = ByteBuffer() }
    }

    func channelInactive(context: ChannelHandlerContext) { opened.fail(ChannelError.eof) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        opened.fail(error)
        context.close(promise: nil)
    }

    private func upgrade(_ context: ChannelHandlerContext) {
        guard let length = AnswerDecoder.headLength(unread), let head = unread.readSlice(length: length) else { return }
        let answer = String(buffer: head)
        guard answer.hasPrefix("HTTP/1.1 101") else {
            return errorCaught(context: context, error: NotUpgraded(answer: answer))
        }
        isOpen = true
        if let greeting { send(opcode: 1, ByteBuffer(string: greeting), context) }
        opened.succeed()
    }

    private func nextFrame() -> (opcode: UInt8, payload: ByteBuffer)? {
        var rest = unread
        guard let (first, second) = rest.readMultipleIntegers(as: (UInt8, UInt8).self) else { return nil }
        var length = Int(second & 0x7F)
        if length == 126 {
            guard let long = rest.readInteger(as: UInt16.self) else { return nil }
            length = Int(long)
        } else if length == 127 {
            guard let long = rest.readInteger(as: Int64.self) else { return nil }
            length = Int(long)
        }
        guard let payload = rest.readSlice(length: length) else { return nil }
        unread = rest
        return (first & 0x0F, payload)
    }

    private func take(_ opcode: UInt8, _ payload: ByteBuffer, _ context: ChannelHandlerContext) {
        switch opcode {
        case 1, 2: onMessage()
        case 8: context.close(promise: nil)
        case 9: send(opcode: 10, payload, context)
        default: break
        }
    }

    /// Clients mask what they send; with zeros, that leaves it as it is.
    private func send(opcode: UInt8, _ payload: ByteBuffer, _ context: ChannelHandlerContext) {
        var frame = context.channel.allocator.buffer(capacity: payload.readableBytes + 8)
        frame.writeInteger(0x80 | opcode)
        if payload.readableBytes < 126 {
            frame.writeInteger(0x80 | UInt8(payload.readableBytes))
        } else {
            frame.writeInteger(UInt8(0xFE))
            frame.writeInteger(UInt16(payload.readableBytes))
        }
        frame.writeInteger(UInt32(0))
        frame.writeImmutableBuffer(payload)
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }
}
