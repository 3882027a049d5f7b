import Synchronization

/// Wakes one waiting task, at once or at its deadline. Signals that nobody waits for yet coalesce into one.
package final class WakeSignal: Sendable {
    private enum State {
        case quiet
        case signalled
        case waiting(CheckedContinuation<Void, Never>)
    }

    private let state = Mutex(State.quiet)

    package init() {}

    /// Cheap, and callable from any thread.
    package func signal() {
        let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
            guard case .waiting(let waiter) = state else {
                state = .signalled
                return nil
            }
            state = .quiet
            return waiter
        }
        waiter?.resume()
    }

    /// Returns after a signal, at `deadline`, or when the task is cancelled; sometimes without any of these. For one task.
    package func wait(until deadline: ContinuousClock.Instant) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                // Cancelled when a signal came first.
                guard (try? await Task.sleep(until: deadline, clock: .continuous)) != nil else { return }
                self.signal()
            }
            await self.untilSignalled()
            group.cancelAll()
        }
    }

    private func untilSignalled() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isSignalled = state.withLock { state in
                    guard case .signalled = state else {
                        state = .waiting(continuation)
                        return false
                    }
                    state = .quiet
                    return true
                }
                if isSignalled { continuation.resume() }
            }
        } onCancel: {
            signal()
        }
    }
}
