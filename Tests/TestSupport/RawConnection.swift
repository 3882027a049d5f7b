import NIOCore
import NIOPosix
import Synchronization

/// Sends bytes as they are, so that also what no client would send can be tried.
package enum RawConnection {
    /// All that the server sends until it closes the connection; what stays open past a minute throws.
    package static func exchange(_ request: String, port: Int) async throws -> String {
        try await exchange([request], port: port)
    }

    /// The same with the request in several writes, each sent when the one before has left.
    package static func exchange(_ parts: [String], port: Int) async throws -> String {
        try await connected(to: port) { inbound, outbound in
            // The server may close while we still send: what it said before that counts.
            do {
                for part in parts { try await outbound.write(ByteBuffer(string: part)) }
            } catch {}
            var received = ""
            do {
                for try await part in inbound { received += String(buffer: part) }
            } catch is IOError {}
            return received
        }
    }

    /// Calls `body` with the first that the server sends, and leaves the connection open meanwhile.
    package static func answered(
        _ request: String, port: Int, _ body: (_ start: String) async throws -> Void
    ) async throws {
        try await connected(to: port) { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            for try await part in inbound { return try await body(String(buffer: part)) }
            throw NeverHappened(what: "the server answers")
        }
    }

    private static func connected<Value: Sendable>(
        to port: Int,
        _ body: (NIOAsyncChannelInboundStream<ByteBuffer>, NIOAsyncChannelOutboundWriter<ByteBuffer>) async throws ->
            Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        // Closing ends the reading, so that a test fails rather than hangs.
        let watch = Watch()
        let watchdog = channel.channel.eventLoop.scheduleTask(in: .seconds(60)) {
            watch.isOver.withLock { $0 = true }
            channel.channel.close(promise: nil)
        }
        defer { watchdog.cancel() }
        return try await channel.executeThenClose { inbound, outbound in
            let value = try await body(inbound, outbound)
            guard !watch.isOver.withLock({ $0 }) else { throw NeverHappened(what: "the server closes the connection") }
            return value
        }
    }
}

private final class Watch: Sendable {
    let isOver = Mutex(false)
}
