import Foundation
import JSON
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
import Synchronization
import TestSupport

/// A WebSocket client over SwiftNIO that keeps what it received, in order.
final class SocketClient: Sendable {
    enum Received: Sendable {
        case message(JSONValue)
        case closed(code: UInt16?)
    }

    /// An upgrade that was answered with something else than 101.
    struct Refused: Error {
        let status: Int
    }

    private let channel: any Channel
    private let inbox: SocketInbox

    private init(channel: any Channel, inbox: SocketInbox) {
        self.channel = channel
        self.inbox = inbox
    }

    /// - Parameters:
    ///   - receiveBuffer: bytes that the kernel keeps for a reader that pauses; nil for its own choice.
    ///   - segmentBytes: what the client takes at once, from which the server's kernel chooses how much to keep for it.
    static func open(
        _ authority: String, _ path: String, headers: [(String, String)] = [], answersPings: Bool = true,
        receiveBuffer: Int? = nil, segmentBytes: Int? = nil
    ) async throws -> SocketClient {
        let parts = authority.split(separator: ":")
        let inbox = SocketInbox(answersPings: answersPings)
        let upgrader = NIOTypedWebSocketClientUpgrader<UpgradeOutcome>(
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(inbox.handler())
                    return .upgraded
                }
            })
        var fields = HTTPHeaders([("Host", authority), ("Content-Length", "0")])
        for (name, value) in headers { fields.add(name: name, value: value) }
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: fields)
        let (channel, outcome) = try await bootstrap(receiveBuffer: receiveBuffer, segmentBytes: segmentBytes)
            .connect(host: String(parts[0]), port: Int(parts[1]) ?? 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let configuration = NIOTypedHTTPClientUpgradeConfiguration<UpgradeOutcome>(
                        upgradeRequestHead: head, upgraders: [upgrader],
                        notUpgradingCompletionHandler: { channel in
                            channel.eventLoop.makeCompletedFuture {
                                let refusal = StatusHandler(promise: channel.eventLoop.makePromise(of: Int.self))
                                try channel.pipeline.syncOperations.addHandler(refusal)
                                return .refused(refusal.promise.futureResult)
                            }
                        })
                    var pipeline = NIOUpgradableHTTPClientPipelineConfiguration(upgradeConfiguration: configuration)
                    // The server's first message may come in the same packet as its 101.
                    pipeline.leftOverBytesStrategy = .forwardBytes
                    let outcome = try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
                        configuration: pipeline)
                    return (channel, outcome)
                }
            }
        switch try await outcome.get() {
        case .upgraded: return SocketClient(channel: channel, inbox: inbox)
        case .refused(let status): throw Refused(status: try await status.get())
        }
    }

    private static func bootstrap(receiveBuffer: Int?, segmentBytes: Int?) -> ClientBootstrap {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(30))
            .channelOption(.socketOption(.so_rcvbuf), value: .init(receiveBuffer ?? 1 << 18))
        guard let segmentBytes else { return bootstrap }
        return bootstrap.channelOption(.tcpOption(.init(rawValue: TCP_MAXSEG)), value: .init(segmentBytes))
    }

    /// The next message; nil when the socket closed. Throws `NeverHappened` past the deadline.
    func next(within deadline: Duration = .seconds(60)) async throws -> Received {
        try await eventualValue("a message on the socket", within: deadline) { self.inbox.take() }
    }

    /// The next message of a type, dropping others before it.
    func next(type: String, within deadline: Duration = .seconds(60)) async throws -> JSONValue {
        try await eventualValue("a message of type \(type)", within: deadline) {
            while let received = self.inbox.take() {
                if case .message(let json) = received, json["type"]?.stringValue == type { return json }
                if case .closed(let code) = received {
                    throw NeverHappened(what: "\(type) before the socket closed with \(code ?? 0)")
                }
            }
            return nil
        }
    }

    /// The code with which the server closed; messages before it are dropped.
    func closeCode(within deadline: Duration = .seconds(60)) async throws -> UInt16? {
        try await eventualValue("the socket closes", within: deadline) { () -> UInt16?? in
            while let received = self.inbox.take() {
                if case .closed(let code) = received { return .some(code) }
            }
            return nil
        }
    }

    func send(_ text: String) async throws {
        let frame = WebSocketFrame(
            fin: true, opcode: .text, maskKey: .random(), data: channel.allocator.buffer(string: text))
        try await channel.writeAndFlush(frame)
    }

    /// Stops or goes on to take what the server sends.
    func setReading(_ reads: Bool) async throws { try await channel.setOption(.autoRead, value: reads).get() }

    /// Sends a message many times, and reads nothing while `body` runs.
    func sendWithoutReading(_ text: String, times: Int, during body: () async throws -> Void) async throws {
        try await setReading(false)
        for _ in 0..<times {
            let frame = WebSocketFrame(
                fin: true, opcode: .text, maskKey: .random(), data: channel.allocator.buffer(string: text))
            channel.write(frame, promise: nil)
        }
        try await channel.writeAndFlush(
            WebSocketFrame(fin: true, opcode: .pong, maskKey: .random(), data: ByteBuffer()))
        try await body()
        try await setReading(true)
    }

    /// Cuts the connection, as a lost network would.
    func cut() async { try? await channel.close() }
}

extension Shop {
    /// A socket of a person, which has been welcomed.
    func socket(_ path: String, of person: Person) async throws -> SocketClient {
        let socket = try await SocketClient.open(
            query, path, headers: [("Authorization", "Bearer \(person.access)")])
        _ = try await socket.next(type: "welcome")
        return socket
    }
}

private enum UpgradeOutcome: Sendable {
    case upgraded
    case refused(EventLoopFuture<Int>)
}

/// What arrived and was not taken yet.
private final class SocketInbox: Sendable {
    let answersPings: Bool
    private let received = Mutex<[SocketClient.Received]>([])

    init(answersPings: Bool) { self.answersPings = answersPings }

    func take() -> SocketClient.Received? { received.withLock { $0.isEmpty ? nil : $0.removeFirst() } }

    fileprivate func put(_ item: SocketClient.Received) { received.withLock { $0.append(item) } }

    func handler() -> some ChannelInboundHandler & Sendable { FrameHandler(inbox: self) }
}

private final class FrameHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let inbox: SocketInbox

    init(inbox: SocketInbox) { self.inbox = inbox }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        var payload = frame.unmaskedData
        switch frame.opcode {
        case .text:
            let json = (try? JSONParser.parse(Array(payload.readableBytesView))) ?? .null
            inbox.put(.message(json))
        case .connectionClose:
            inbox.put(.closed(code: payload.readInteger(as: UInt16.self)))
            context.close(promise: nil)
        case .ping where inbox.answersPings:
            let pong = WebSocketFrame(fin: true, opcode: .pong, maskKey: .random(), data: payload)
            context.writeAndFlush(wrapOutboundOut(pong), promise: nil)
        default: break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        inbox.put(.closed(code: nil))
        context.fireChannelInactive()
    }
}

private final class StatusHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = HTTPClientResponsePart

    let promise: EventLoopPromise<Int>

    init(promise: EventLoopPromise<Int>) { self.promise = promise }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data) { promise.succeed(Int(head.status.code)) }
    }

    func channelInactive(context: ChannelHandlerContext) { promise.fail(ChannelError.eof) }
}
