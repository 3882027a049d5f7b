import Dispatch

/// A timer of a dispatch queue, which stops when it is released.
final class QueueTimer {
    private let source: any DispatchSourceTimer

    init(queue: DispatchQueue, handler: @escaping @Sendable () -> Void) {
        source = DispatchSource.makeTimerSource(queue: queue)
        source.setEventHandler(handler: handler)
        source.activate()
    }

    deinit { source.cancel() }

    /// Fires once, in place of what was scheduled before.
    func fire(after pause: Duration) {
        source.schedule(deadline: .now() + pause.dispatchInterval, leeway: .milliseconds(1))
    }

    func fire(every interval: Duration) {
        let interval = interval.dispatchInterval
        source.schedule(deadline: .now() + interval, repeating: interval, leeway: .milliseconds(10))
    }
}
