import NIOCore
import NIOHTTP1
import Testing
import WebAPI

@testable import QueryAPI

@Suite("The socket's handshake")
struct SocketHandshakeTests {
    /// The example of RFC 6455 §1.3.
    private static let fields = HTTPHeaders([
        ("Host", "shop.example"), ("Upgrade", "websocket"), ("Connection", "keep-alive, Upgrade"),
        ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ])

    fileprivate func handshake(
        _ uri: String, _ changes: [String: String?] = [:], allowsTokenInURL: Bool = false
    ) throws -> SocketHandshake {
        var fields = Self.fields
        for (name, value) in changes {
            fields.remove(name: name)
            if let value { fields.add(name: name, value: value) }
        }
        return try SocketHandshake(
            HTTPRequestHead(version: .http1_1, method: .GET, uri: uri, headers: fields),
            allowedOrigins: ["https://shop.example"], allowsTokenInURL: allowsTokenInURL)
    }

    @Test("the key of the RFC's example gets the RFC's answer")
    func accepts() throws {
        let answer = try handshake("/ws/orders/?after=42").answer
        #expect(answer["Sec-WebSocket-Accept"] == ["s3pPLMBiTxaQ9kYGzzhZRbK+xOo="])
        #expect(try handshake("/ws/orders?after=42").resumeAfter == 42)
    }

    @Test("each way to sign in is found")
    func credentials() throws {
        #expect(try handshake("/ws/orders/").credentials == .none)
        #expect(try handshake("/ws/orders/", ["Authorization": "Bearer abc"]).credentials == .token("abc"))
        #expect(try handshake("/ws/orders/?ticket=xyz").credentials == .ticket("xyz"))
        let offered = try handshake("/ws/orders/", ["Sec-WebSocket-Protocol": "tandem.v1, bearer.abc"])
        #expect(offered.credentials == .token("abc"))
        #expect(offered.answer["Sec-WebSocket-Protocol"] == ["tandem.v1"])
    }

    @Test("a token in the address counts only where the setting allows it")
    func tokenInURL() throws {
        #expect(try handshake("/ws/orders/?token=abc").credentials == .none)
        #expect(try handshake("/ws/orders/?token=abc", allowsTokenInURL: true).credentials == .token("abc"))
    }

    @Test(
        "what is no proper handshake is answered with a problem",
        arguments: [
            ("/ws/nowhere/", [:], ProblemType.notFound),
            ("/ws/orders/", ["Upgrade": nil], .badRequest),
            ("/ws/orders/", ["Upgrade": "h2c"], .badRequest),
            ("/ws/orders/", ["Connection": "close"], .badRequest),
            ("/ws/orders/", ["Sec-WebSocket-Version": "8"], .badRequest),
            ("/ws/orders/", ["Sec-WebSocket-Key": "short"], .badRequest),
            ("/ws/orders/", ["Origin": "https://evil.example"], .forbidden),
            ("/ws/orders/?after=-1", [:], .validation),
            ("/ws/orders/?after=soon", [:], .validation),
        ] as [(String, [String: String?], ProblemType)])
    func refuses(uri: String, changes: [String: String?], type: ProblemType) {
        #expect {
            try handshake(uri, changes)
        } throws: { error in
            (error as? Problem)?.type == type
        }
    }

    @Test("a page of an allowed origin is let in, and one of the host itself")
    func origin() throws {
        let itself = try handshake("/ws/orders/", ["Host": "127.0.0.1:8080", "Origin": "http://127.0.0.1:8080"])
        #expect(itself.endpoint == .orders)
        #expect(try handshake("/ws/orders/", ["Origin": "https://shop.example"]).endpoint == .orders)
    }

    @Test(
        "a message that is not exactly one of the known ones is not understood",
        arguments: [
            "", "ping", "[]", "{}", #"{"type":"dance"}"#, #"{"type":"ping","x":1}"#, #"{"type":"authenticate"}"#,
            #"{"type":"authenticate","token":7}"#, #"{"type":"ping"} "#.replacing("}", with: ""),
        ])
    func unknownMessages(text: String) {
        #expect(ClientMessage(ByteBuffer(string: text)) == nil)
    }

    @Test("the known messages are understood")
    func knownMessages() {
        #expect(ClientMessage(ByteBuffer(string: #"{"type":"ping"}"#)) == .ping)
        #expect(
            ClientMessage(ByteBuffer(string: #"{"token":"abc","type":"authenticate"}"#)) == .authenticate(token: "abc"))
    }
}

extension SocketHandshakeTests {
    @Test("nobody's socket looks at no credentials")
    func publicSocket() throws {
        let asked = try handshake("/ws/products/?after=7&ticket=xyz", ["Authorization": "Bearer abc"])
        #expect(asked.endpoint == .products && asked.credentials == .none && asked.resumeAfter == 7)
    }
}
