import NIOCore
import NIOPosix
import Synchronization
import TestSupport

@testable import QueryAPI

/// A server's end of one connection whose kernel takes little at once, and a client that reads late.
struct SmallSender: Sendable {
    /// Counts what takes the way through NIO.
    final class Detour: ChannelOutboundHandler, Sendable {
        typealias OutboundIn = ByteBuffer

        private let counted = Atomic<Int>(0)

        var bytes: Int { counted.load(ordering: .relaxed) }

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            counted.wrappingAdd(unwrapOutboundIn(data).readableBytes, ordering: .relaxed)
            context.write(data, promise: promise)
        }
    }

    let channel: any Channel
    let client: LateReader
    let detour: Detour

    /// - Parameter body: gets the active connection; both of its ends are closed afterwards.
    static func run<Value: Sendable>(_ body: (SmallSender) async throws -> Value) async throws -> Value {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let detour = Detour()
        let accepted = loop.makePromise(of: (any Channel).self)
        let listener = try await ServerBootstrap(group: loop)
            .childChannelOption(.socketOption(.so_sndbuf), value: 4_096)
            .childChannelInitializer { channel in
                channel.pipeline.addHandler(detour).map {
                    // Once it is active.
                    loop.execute { accepted.succeed(channel) }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let client = try LateReader(port: listener.localAddress?.port ?? 0)
        let channel = try await accepted.futureResult.get()
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(SmallSender(channel: channel, client: client, detour: detour)))
        } catch {
            result = .failure(error)
        }
        channel.close(promise: nil)
        try await listener.close()
        return try result.get()
    }
}
