import CEpoll
import Glibc

/// Calls back when a socket is ready, once and then once after each `rearm`, until it is freed.
///
/// It watches a duplicate of the descriptor, which it owns. libpq and hiredis close their own whenever they see fit (on
/// an error, on the way to the next host), and the number may then belong to another file at once: watching the original
/// would report, or remove, somebody else's events.
package final class SocketWatch {
    package enum Direction { case readable, writable }

    private let duplicate: Int32
    private let events: EPOLL_EVENTS
    private let token: UInt64

    /// - Parameter onReady: is called on the thread that watches all sockets, and so does next to nothing.
    /// - Returns: nil when the process has no descriptor left, or `descriptor` is not open.
    package init?(_ descriptor: Int32, until direction: Direction, onReady: @escaping @Sendable () -> Void) {
        duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        events = direction == .readable ? EPOLLIN : EPOLLOUT
        guard duplicate >= 0 else { return nil }
        guard let token = Reactor.shared.add(duplicate, events, onReady: onReady) else {
            close(duplicate)
            return nil
        }
        self.token = token
    }

    deinit {
        Reactor.shared.remove(duplicate, token: token)
        close(duplicate)
    }

    /// Waits for the next event; one that has come meanwhile counts.
    package func rearm() { Reactor.shared.rearm(duplicate, events, token: token) }
}
