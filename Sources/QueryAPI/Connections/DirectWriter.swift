import Glibc
import NIOCore

/// The short way out of a connection: bytes go to the kernel by one `send`, without NIO's buffer, as long as that holds
/// none. What the kernel does not take is NIO's to write, as is everything after it until NIO has written all it holds:
/// so the order of bytes is that of the writes, and waiting, limits, errors and closing stay NIO's. Confined to the
/// channel's event loop.
struct DirectWriter {
    private let channel: any Channel
    /// The channel's, for as long as it is active; nil for one that is no socket.
    private let descriptor: NIOBSDSocket.Handle?
    /// NIO is known to hold nothing.
    private var isClear = false

    /// On the channel's event loop. Nothing in front of who writes may change the bytes, as TLS would.
    init(_ channel: any Channel) {
        self.channel = channel
        let pipeline = channel.pipeline.syncOperations
        descriptor = try? pipeline.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { $0 }
    }

    /// Whether the client reads what it is sent, as NIO judges it by what waits.
    var isWritable: Bool { isClear || channel.isWritable }

    /// To be called before somebody writes through NIO.
    mutating func giveWay() { isClear = false }

    /// - Returns: what is still to be written, through NIO; nil when all of it was sent.
    mutating func send(_ bytes: ByteBuffer) -> ByteBuffer? {
        // A channel that closes is inactive before any handler hears of it, and before its descriptor is another's.
        guard let descriptor, channel.isActive, canOvertake() else { return bytes }
        let sent = bytes.withUnsafeReadableBytes {
            Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
        }
        if sent == bytes.readableBytes { return nil }
        isClear = false
        // An error is met again by NIO, which then closes.
        return bytes.getSlice(at: bytes.readerIndex + max(0, sent), length: bytes.readableBytes - max(0, sent))
    }

    private mutating func canOvertake() -> Bool {
        if isClear { return true }
        isClear = (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) == 0
        return isClear
    }
}
