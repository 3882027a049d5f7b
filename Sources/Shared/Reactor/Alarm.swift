/// Calls back once, at a moment or up to some milliseconds later; never after it is called off or freed, but for a call
/// that is on its way just then.
///
/// To set one and call it off again costs next to nothing: no thread is woken but for one that is due before all others.
package final class Alarm: Sendable {
    /// When it rings.
    package let moment: ContinuousClock.Instant
    private let id: UInt64

    /// - Parameter body: is called on the thread that all sockets and alarms of the process share, and so does next to
    ///   nothing.
    package init(at moment: ContinuousClock.Instant, _ body: @escaping @Sendable () -> Void) {
        self.moment = moment
        id = Reactor.shared.addAlarm(at: moment, body)
    }

    package convenience init(after pause: Duration, _ body: @escaping @Sendable () -> Void) {
        self.init(at: .now + pause, body)
    }

    deinit { cancel() }

    package func cancel() { Reactor.shared.cancelAlarm(id) }
}
