import DequeModule
import Reactor

extension Connection {
    /// Sees to it that `checkDeadlines` runs when the next deadline passes. One alarm per connection is enough: it looks at
    /// all statements that wait, of which there are few.
    func armDeadline() {
        guard deadlineAlarm == nil, handle != nil, let next = nextDeadline else { return }
        deadlineAlarm = Alarm(at: next) { [weak self] in self?.soon { $0.checkDeadlines() } }
    }

    private var nextDeadline: ContinuousClock.Instant? {
        guard !inFlight.isEmpty else { return nil }
        let hangsAt = lastProgress + settings.patience
        let awaited = (inFlight.map(\.pending) + unsent).filter { !$0.isSettled }
        return awaited.reduce(hangsAt) { min($0, $1.deadline) }
    }

    /// Tells callers whose time is over, and gives the connection up when the server has been silent for too long.
    ///
    /// The server's `statement_timeout` is shorter than our patience: silence beyond it means that the server, or the
    /// way to it, hangs. There is no asking it to cancel then, so the connection is dropped.
    private func checkDeadlines() {
        deadlineAlarm = nil
        let now = ContinuousClock.now
        for pending in inFlight.map(\.pending) + unsent where pending.deadline <= now {
            pending.fail(with: .deadlineExceeded)
        }
        if !inFlight.isEmpty, lastProgress + settings.patience <= now {
            return lose(because: "no answer for \(settings.patience)")
        }
        armDeadline()
    }
}
