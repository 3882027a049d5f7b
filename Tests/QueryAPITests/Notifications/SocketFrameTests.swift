import NIOCore
import NIOWebSocket
import Testing

@testable import QueryAPI

@Suite("Frames that are sent")
struct SocketFrameTests {
    @Test(
        "a client reads what was framed, in each of the three ways to give a length",
        arguments: [
            0, 1, 125, 126, 127, 65_535, 65_536, 100_000,
        ])
    func lengths(_ length: Int) throws {
        let payload = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
        // Those about the connection itself are short (RFC 6455 §5.5).
        let opcodes: [WebSocketOpcode] = length > 125 ? [.text] : [.text, .ping, .pong, .connectionClose]
        for opcode in opcodes {
            let frame = try #require(try WebSocketFrame(decoding: SocketFrame(opcode, payload).bytes))
            #expect(frame.opcode == opcode)
            #expect(frame.fin && frame.maskKey == nil && !frame.rsv1 && !frame.rsv2 && !frame.rsv3)
            #expect(Array(frame.unmaskedData.readableBytesView) == payload)
        }
    }

    @Test("a close carries its code and its reason")
    func close() throws {
        let frame = try #require(try WebSocketFrame(decoding: SocketFrame.close(.tooSlow, reason: "after=7").bytes))
        var data = frame.unmaskedData
        #expect(frame.opcode == .connectionClose)
        #expect(data.readWebSocketErrorCode() == CloseCode.tooSlow.webSocketErrorCode)
        #expect(String(buffer: data) == "after=7")
    }
}
