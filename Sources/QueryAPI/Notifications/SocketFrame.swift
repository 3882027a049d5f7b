import NIOCore
import NIOWebSocket

/// A frame as a server sends it, ready for the wire: whole and unmasked (RFC 6455 §5.2). It is the same for every socket,
/// so that what goes to many of them is framed once.
struct SocketFrame: Sendable {
    let bytes: ByteBuffer

    init(_ opcode: WebSocketOpcode, _ payload: some Collection<UInt8>) {
        var bytes = ByteBufferAllocator().buffer(capacity: payload.count + 10)
        bytes.writeInteger(0x80 | UInt8(webSocketOpcode: opcode))
        switch payload.count {
        case ...125: bytes.writeInteger(UInt8(payload.count))
        case ...Int(UInt16.max): bytes.writeMultipleIntegers(UInt8(126), UInt16(payload.count))
        default: bytes.writeMultipleIntegers(UInt8(127), UInt64(payload.count))
        }
        bytes.writeBytes(payload)
        self.bytes = bytes
    }

    static func text(_ payload: some Collection<UInt8>) -> SocketFrame { SocketFrame(.text, payload) }

    static let ping = SocketFrame(.ping, [])

    /// The closing handshake's (RFC 6455 §5.5.1).
    static func close(_ code: CloseCode, reason: String) -> SocketFrame {
        var payload = ByteBuffer()
        payload.write(webSocketErrorCode: code.webSocketErrorCode)
        payload.writeString(reason)
        return SocketFrame(.connectionClose, payload.readableBytesView)
    }
}
