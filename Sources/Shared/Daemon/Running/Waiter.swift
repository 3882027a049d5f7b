import Reactor
import Synchronization

/// What one task waits for, until a deadline. The first to settle it wins: the result, the deadline, or the task's own
/// cancellation.
package final class Waiter<Value: Sendable>: Sendable {
    private enum State {
        case idle
        case waiting(CheckedContinuation<Value, any Error>)
        case settled(Result<Value, any Error>)
    }

    private let state = Mutex(State.idle)

    package init() {}

    /// Throws what it was settled with, `WaitedTooLong` at the deadline, `CancellationError` on cancellation.
    package func value(within deadline: Duration) async throws -> Value {
        let alarm = Alarm(after: deadline) { [weak self] in self?.settle(.failure(WaitedTooLong())) }
        defer { alarm.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let settled = state.withLock { state -> Result<Value, any Error>? in
                    if case .settled(let result) = state { return result }
                    state = .waiting(continuation)
                    return nil
                }
                if let settled { continuation.resume(with: settled) }
            }
        } onCancel: {
            settle(.failure(CancellationError()))
        }
    }

    /// Whether this call settled it; false when it was settled before.
    @discardableResult
    package func settle(_ result: Result<Value, any Error>) -> Bool {
        let previous = state.withLock { state in
            defer { if case .settled = state {} else { state = .settled(result) } }
            return state
        }
        switch previous {
        case .settled: return false
        case .idle: return true
        case .waiting(let continuation):
            continuation.resume(with: result)
            return true
        }
    }
}

package struct WaitedTooLong: Error {}

/// By identity.
extension Waiter: Equatable {
    package static func == (left: Waiter, right: Waiter) -> Bool { left === right }
}
