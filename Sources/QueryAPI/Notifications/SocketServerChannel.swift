import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import WebAPI

/// A connection to the query host, which its first bytes make either Hummingbird's or a socket's.
///
/// A browser opens a WebSocket on a connection of its own, with `GET /ws/…` first. Deciding by these bytes keeps
/// Hummingbird's pipeline untouched, and a socket is left without task, asynchronous sequence or HTTP handlers.
struct SocketServerChannel: ServerChildChannel {
    struct Value: ServerChildChannelValue {
        let channel: any Channel
        fileprivate let outcome: EventLoopFuture<FirstBytesGate.Outcome>
    }

    let http: HTTP1Channel
    let hub: SocketHub
    let policy: SocketPolicy
    let limits: HTTPLimits
    let socketLimits: SocketLimits

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let promise = channel.eventLoop.makePromise(of: FirstBytesGate.Outcome.self)
            let gate = FirstBytesGate(
                promise: promise, deadline: .seconds(socketLimits.handshakeSeconds),
                makeSocket: { try addSocketHandlers(to: $0) },
                makeHTTP: { http.setup(channel: $0, logger: logger) })
            try channel.pipeline.syncOperations.addHandler(gate)
            return Value(channel: channel, outcome: promise.futureResult)
        }
    }

    func handle(value: Value, logger: Logger) async {
        // A connection that ends before its first bytes is nobody's.
        guard case .http(let connection)? = try? await value.outcome.get() else { return }
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
