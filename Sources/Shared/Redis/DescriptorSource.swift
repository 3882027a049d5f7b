import Dispatch
import Glibc

/// Tells when a socket is readable or writable, while armed.
///
/// It watches a duplicate of the descriptor and closes that itself, after the source is cancelled: hiredis closes the
/// original when it likes, and a source must never outlive the descriptor it watches.
final class DescriptorSource {
    enum Direction {
        case read
        case write
    }

    private let source: any DispatchSourceProtocol
    private var isArmed = false
    private var isCancelled = false

    /// Nil when the process has no descriptor left.
    init?(_ direction: Direction, of descriptor: Int32, queue: DispatchQueue, ready: @escaping @Sendable () -> Void) {
        let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard duplicate >= 0 else { return nil }
        switch direction {
        case .read: source = DispatchSource.makeReadSource(fileDescriptor: duplicate, queue: queue)
        case .write: source = DispatchSource.makeWriteSource(fileDescriptor: duplicate, queue: queue)
        }
        source.setEventHandler(handler: ready)
        source.setCancelHandler { close(duplicate) }
    }

    deinit { cancel() }

    func arm() {
        guard !isArmed, !isCancelled else { return }
        isArmed = true
        source.resume()
    }

    func disarm() {
        guard isArmed, !isCancelled else { return }
        isArmed = false
        source.suspend()
    }

    func cancel() {
        guard !isCancelled else { return }
        isCancelled = true
        source.cancel()
        // A suspended source would never run its cancel handler, and must not be released.
        if !isArmed { source.resume() }
    }
}
