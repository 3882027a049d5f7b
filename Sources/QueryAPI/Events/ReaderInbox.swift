import Daemon
import Redis
import Synchronization

/// Hands the subscription's events over from the subscriber's queue to the reader's task.
final class ReaderInbox: Sendable {
    private let held = Mutex(HeldMessages())
    private let wake = WakeSignal()

    func put(_ event: SubscriberEvent) {
        held.withLock { $0.append(event) }
        wake.signal()
    }

    func take() -> (events: [SubscriberEvent], hasDropped: Bool) { held.withLock { $0.take() } }

    /// Returns when there is something to take, at `deadline`, or when the task is cancelled.
    func wait(until deadline: ContinuousClock.Instant) async { await wake.wait(until: deadline) }
}
