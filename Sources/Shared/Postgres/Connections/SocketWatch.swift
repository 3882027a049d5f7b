import Dispatch
import Glibc

/// Calls back whenever a socket is ready, until it is cancelled or freed.
///
/// The dispatch source watches a duplicate of the descriptor, which it owns. libpq closes its own whenever it sees fit
/// (on an error, on the way to the next host), and the number may then belong to another file at once: a source that
/// watched the original would report, or remove, somebody else's events.
final class SocketWatch {
    enum Direction { case readable, writable }

    private let source: any DispatchSourceProtocol

    /// - Returns: nil when the process has no descriptor left, or `descriptor` is not open.
    init?(
        _ descriptor: Int32, until direction: Direction, on queue: DispatchQueue,
        onReady: @escaping @Sendable () -> Void
    ) {
        let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard duplicate >= 0 else { return nil }
        source =
            switch direction {
            case .readable: DispatchSource.makeReadSource(fileDescriptor: duplicate, queue: queue)
            case .writable: DispatchSource.makeWriteSource(fileDescriptor: duplicate, queue: queue)
            }
        source.setEventHandler(handler: onReady)
        source.setCancelHandler { close(duplicate) }
        source.resume()
    }

    deinit { source.cancel() }

    func cancel() { source.cancel() }
}
