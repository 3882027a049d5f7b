import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import WebAPI

/// A connection to the query host, which its first bytes make either one of HTTP requests or a socket's.
///
/// A browser opens a WebSocket on a connection of its own, with `GET /ws/…` first. Deciding by these bytes keeps
/// Hummingbird's pipeline untouched, and a socket is left without task, asynchronous sequence or HTTP handlers.
struct SocketServerChannel: ServerChildChannel {
    struct Value: ServerChildChannelValue {
        let channel: any Channel
        /// Nil for a socket, and for a connection that ends before it is anybody's.
        fileprivate let requests: EventLoopFuture<FastLaneChannel.Value?>
    }

    let http: FastLaneChannel
    let hub: SocketHub
    let policy: SocketPolicy
    let limits: HTTPLimits
    let socketLimits: SocketLimits

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let requests = channel.eventLoop.makePromise(of: FastLaneChannel.Value?.self)
            let gate = FirstBytesGate(
                deadline: .seconds(socketLimits.handshakeSeconds),
                makeSocket: { channel in
                    try addSocketHandlers(to: channel)
                    requests.succeed(nil)
                },
                makeHTTP: { channel in requests.succeed(try http.add(to: channel, logger)) },
                giveUp: { requests.succeed(nil) })
            try channel.pipeline.syncOperations.addHandler(gate)
            return Value(channel: channel, requests: requests.futureResult)
        }
    }

    func handle(value: Value, logger: Logger) async {
        guard let connection = try? await value.requests.get() else { return }
        await http.handle(value: connection, logger: logger)
    }

    private func addSocketHandlers(to channel: any Channel) throws {
        guard let shard = hub.shard(of: channel.eventLoop) else { throw ChannelError.inappropriateOperationForState }
        var decoderLimits = NIOHTTPDecoderLimitConfiguration()
        decoderLimits.maxHeaderFieldSize = limits.headerBytes
        decoderLimits.maxHeaderListSize = limits.headerBytes
        decoderLimits.maxHeaderFieldCount = limits.headerFields
        let encoder = HTTPResponseEncoder()
        let decoder = ByteToMessageHandler(
            HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: decoderLimits))
        let upgrade = SocketUpgradeHandler(shard: shard, policy: policy, httpHandlers: [decoder, encoder])
        try channel.pipeline.syncOperations.addHandlers([encoder, decoder, upgrade])
    }
}
