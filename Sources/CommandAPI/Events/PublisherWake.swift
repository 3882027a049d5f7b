import Daemon
import Synchronization

/// How the rest of the process tells the publisher that there is something to do. Any number of calls before it looks
/// are one.
final class PublisherWake: Sendable {
    struct Reasons: OptionSet, Sendable {
        let rawValue: UInt8

        /// A transaction with events was committed in this process.
        static let committed = Reasons(rawValue: 1)
        /// Another process says so.
        static let told = Reasons(rawValue: 2)
        /// The process is about to end.
        static let stopping = Reasons(rawValue: 4)
    }

    private let reasons = Mutex<Reasons>([])
    private let wake = WakeSignal()

    /// To be called after each commit of events. Cheap, and never waits.
    func signal() { signal(.committed) }

    func signal(_ reason: Reasons) {
        let isNew = reasons.withLock { $0.insert(reason).inserted }
        if isNew { wake.signal() }
    }

    /// What was signalled since the last call.
    func take() -> Reasons {
        reasons.withLock { reasons in
            defer { reasons = [] }
            return reasons
        }
    }

    func wait(until deadline: ContinuousClock.Instant) async { await wake.wait(until: deadline) }
}
