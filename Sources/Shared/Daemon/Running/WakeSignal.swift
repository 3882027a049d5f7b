import Synchronization

/// Wakes one waiting task, at once or at its deadline. Signals that nobody waits for yet coalesce into one.
///
/// Deadlines mostly lie in the future when a signal comes, and the next one lies a little later. So the alarm of an
/// earlier wait is left to ring, and covers those that end no sooner: a wait that is signalled costs no timer.
package final class WakeSignal: Sendable {
    private struct State {
        var isSignalled = false
        var waiter: CheckedContinuation<Wake, Never>?
        /// When the first alarm rings; nil when none is set.
        var alarm: ContinuousClock.Instant?
    }

    private enum Wake { case signal, alarm }

    private let state = Mutex(State())

    package init() {}

    /// Cheap, and callable from any thread.
    package func signal() {
        let waiter = state.withLock { state in
            state.isSignalled = state.waiter == nil
            return state.waiter.take()
        }
        waiter?.resume(returning: .signal)
    }

    /// Returns after a signal, at `deadline`, or when the task is cancelled. For one task.
    package func wait(until deadline: ContinuousClock.Instant) async {
        while await wake(until: deadline) == .alarm, ContinuousClock.now < deadline {}
    }

    private func wake(until deadline: ContinuousClock.Instant) async -> Wake {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let (isSignalled, isCovered) = state.withLock { state in
                    if state.isSignalled {
                        state.isSignalled = false
                        return (true, true)
                    }
                    state.waiter = waiter
                    if let alarm = state.alarm, alarm <= deadline { return (false, true) }
                    state.alarm = deadline
                    return (false, false)
                }
                if isSignalled { waiter.resume(returning: .signal) }
                if !isCovered { ring(at: deadline) }
            }
        } onCancel: {
            signal()
        }
    }

    private func ring(at moment: ContinuousClock.Instant) {
        // Nobody awaits it: it ends at its moment.
        Task { [weak self] in
            try? await Task.sleep(until: moment, clock: .continuous)
            let waiter = self?.state.withLock { state in
                if state.alarm == moment { state.alarm = nil }
                return state.waiter.take()
            }
            waiter?.resume(returning: .alarm)
        }
    }
}
