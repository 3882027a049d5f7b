import DequeModule
import NIOCore
import NIOPosix

/// A kept-alive connection, for one request after the other or several at once in their order.
struct HTTPConnection: Sendable {
    /// The clients' own threads: one, so that the servers have the rest.
    static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    private let channel: any Channel

    static func open(port: Int) async throws -> HTTPConnection {
        let channel = try await ClientBootstrap(group: group)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connectTimeout(.seconds(10))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Exchanges())
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return HTTPConnection(channel: channel)
    }

    /// Runs `body` with so many connections.
    static func withConnections<Output: Sendable>(
        _ count: Int, port: Int, _ body: ([HTTPConnection]) async throws -> Output
    ) async throws -> Output {
        var connections: [HTTPConnection] = []
        for _ in 0..<count { connections.append(try await open(port: port)) }
        let outcome: Output
        do {
            outcome = try await body(connections)
        } catch {
            await close(connections)
            throw error
        }
        await close(connections)
        return outcome
    }

    private static func close(_ connections: [HTTPConnection]) async {
        for connection in connections { try? await connection.channel.close() }
    }

    func send(_ request: ByteBuffer) async throws -> Answer {
        let promise = channel.eventLoop.makePromise(of: Answer.self)
        channel.writeAndFlush(Exchange(request: request, answer: promise), promise: nil)
        return try await promise.futureResult.get()
    }

    func send(_ request: Request) async throws -> Answer { try await send(request.bytes) }
}

/// A request to be sent.
struct Request {
    var method = "GET"
    let path: String
    var headers: [(name: String, value: String)] = []
    var token: String?
    var json: String?

    static func get(_ path: String, token: String? = nil) -> Request { Request(path: path, token: token) }

    static func send(_ method: String, _ path: String, token: String? = nil, json: String) -> Request {
        Request(method: method, path: path, token: token, json: json)
    }

    var bytes: ByteBuffer {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        if let token { text += "Authorization: Bearer \(token)\r\n" }
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if let json { text += "Content-Type: application/json\r\nContent-Length: \(json.utf8.count)\r\n" }
        return ByteBuffer(string: text + "\r\n" + (json ?? ""))
    }
}

private struct Exchange: Sendable {
    let request: ByteBuffer
    let answer: EventLoopPromise<Answer>
}

/// Gives each request's promise its answer.
private final class Exchanges: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Exchange
    typealias OutboundOut = ByteBuffer

    private var decoder = AnswerDecoder()
    private var waiting: Deque<EventLoopPromise<Answer>> = []

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let exchange = unwrapOutboundIn(data)
        guard context.channel.isActive else { return exchange.answer.fail(ChannelError.ioOnClosedChannel) }
        waiting.append(exchange.answer)
        context.write(wrapOutboundOut(exchange.request), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        decoder.add(unwrapInboundIn(data))
        do {
            while let answer = try decoder.next() { waiting.popFirst()?.succeed(answer) }
        } catch {
            errorCaught(context: context, error: error)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { fail(ChannelError.eof) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error)
        context.close(promise: nil)
    }

    private func fail(_ error: any Error) {
        while let promise = waiting.popFirst() { promise.fail(error) }
    }
}
