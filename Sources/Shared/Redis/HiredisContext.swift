import CHiredis
import Glibc
import Reactor

/// One asynchronous context of hiredis and the socket's watches that drive it: one connection, never reconnected.
///
/// It is not `Sendable`: it belongs to the actor that made it, and all that it does and calls back happens on that actor.
/// hiredis 0.14 frees a context by itself on an error, and calls the pending callbacks with no reply when it
/// does; so replies that are nil are ignored here, and the event hook `cleanup`, which runs exactly once whoever frees,
/// is the only end of the connection (`onClose`).
final class HiredisContext {
    private var context: UnsafeMutablePointer<redisAsyncContext>?
    private let onReply: (UInt, RedisValue) -> Void
    private let onClose: (String) -> Void
    private let ready: @Sendable (SocketEvent) -> Void
    private var readWatch: SocketWatch?
    private var writeWatch: SocketWatch?
    private var isFlushScheduled = false
    private var isWriting = false
    private var closeReason: String?

    /// Begins to connect; success shows by the first reply, failure by `onClose`.
    ///
    /// - Parameters:
    ///   - address: numeric, because hiredis would resolve a name by blocking its thread.
    ///   - ready: called from anywhere when `handle` must be called with the event, soon.
    ///   - onReply: called with the number a command was sent under, and its reply; with 0 for what subscriptions bring.
    init(
        address: String, port: Int32, ready: @escaping @Sendable (SocketEvent) -> Void,
        onReply: @escaping (UInt, RedisValue) -> Void, onClose: @escaping (String) -> Void
    ) {
        _ = Self.brokenPipeIgnored
        self.ready = ready
        self.onReply = onReply
        self.onClose = onClose
        guard let context = redisAsyncConnect(address, port) else {
            onClose("out of memory")
            return
        }
        guard context.pointee.err == 0 else {
            onClose(String(cString: context.pointee.errstr))
            redisAsyncFree(context)
            return
        }
        attach(context)
    }

    /// Sends a command; its reply comes under `id`. False when the connection is closing or gone.
    func send(_ command: RedisCommand, id: UInt) -> Bool {
        guard let context, closeReason == nil else { return false }
        let status = command.withBytes { bytes, length in
            redisAsyncFormattedCommand(
                context, replyCallback, UnsafeMutableRawPointer(bitPattern: id), bytes, length)
        }
        return status == REDIS_OK
    }

    /// Asks a subscribed connection for a sign of life. It goes past hiredis's own bookkeeping, which would keep a
    /// callback for it that a subscribed context never takes out again.
    func ping() {
        guard let context, closeReason == nil else { return }
        RedisCommand(["PING"]).withBytes { bytes, length in
            _ = redisAppendFormattedCommand(&context.pointee.c, bytes, length)
        }
        writeRequested()
    }

    func handle(_ event: SocketEvent) {
        guard let context else { return }
        switch event {
        case .readable:
            redisAsyncHandleRead(context)
        case .writable, .flush:
            isFlushScheduled = false
            isWriting = true
            redisAsyncHandleWrite(context)
            isWriting = false
        }
    }

    /// Ends the connection; `onClose` is called with the reason, before this returns unless it is called from `onReply`.
    func close(_ reason: String) {
        guard let context, closeReason == nil else { return }
        closeReason = reason
        redisAsyncFree(context)
    }

    /// A watch calls back once, and once more when hiredis asks for it; what it reports unasked does no harm, and so there
    /// is nothing to do when hiredis asks for no more.
    private func attach(_ context: UnsafeMutablePointer<redisAsyncContext>) {
        self.context = context
        let descriptor = context.pointee.c.fd
        readWatch = SocketWatch(descriptor, until: .readable) { [ready] in ready(.readable) }
        writeWatch = SocketWatch(descriptor, until: .writable) { [ready] in ready(.writable) }
        // Balanced in `cleanedUp`: the C context keeps this object alive as long as it may call it.
        let this = Unmanaged.passRetained(self).toOpaque()
        context.pointee.data = this
        context.pointee.ev.data = this
        context.pointee.ev.addRead = { HiredisContext.of($0)?.readWatch?.rearm() }
        context.pointee.ev.addWrite = { HiredisContext.of($0)?.writeRequested() }
        context.pointee.ev.cleanup = { HiredisContext.of($0)?.cleanedUp() }
        if readWatch == nil || writeWatch == nil { close("too many open files") }
    }

    /// Before the socket is connected, and when it is full, the watch tells when to write. Otherwise one write takes all
    /// the commands that the actor is given meanwhile, without a system call to arm the watch.
    private func writeRequested() {
        guard let context else { return }
        guard !isWriting, context.pointee.c.flags & REDIS_CONNECTED != 0 else {
            writeWatch?.rearm()
            return
        }
        guard !isFlushScheduled else { return }
        isFlushScheduled = true
        ready(.flush)
    }

    private func cleanedUp() {
        guard let context else { return }
        context.pointee.ev.cleanup = nil
        self.context = nil
        readWatch = nil
        writeWatch = nil
        onClose(closeReason ?? Self.errorText(of: context))
        Unmanaged.passUnretained(self).release()
    }

    fileprivate func received(_ reply: UnsafeMutableRawPointer, id: UInt) {
        guard closeReason == nil else { return }
        onReply(id, RedisValue(reply.assumingMemoryBound(to: redisReply.self).pointee))
    }

    fileprivate static func of(_ pointer: UnsafeMutableRawPointer?) -> HiredisContext? {
        pointer.map { Unmanaged<HiredisContext>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func errorText(of context: UnsafeMutablePointer<redisAsyncContext>) -> String {
        guard context.pointee.err != 0, let text = context.pointee.errstr else { return "disconnected" }
        return String(cString: text)
    }

    /// hiredis 0.14 writes with `write(2)`: without this, a server that closes while we write would kill the process.
    private static let brokenPipeIgnored: Void = { _ = signal(SIGPIPE, SIG_IGN) }()
}

/// hiredis has no reply for a callback when the context is freed; `onClose` tells of that.
private func replyCallback(
    context: UnsafeMutablePointer<redisAsyncContext>?, reply: UnsafeMutableRawPointer?,
    id: UnsafeMutableRawPointer?
) {
    guard let reply, let owner = HiredisContext.of(context?.pointee.data) else { return }
    owner.received(reply, id: UInt(bitPattern: id))
}
