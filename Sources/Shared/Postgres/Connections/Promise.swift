import Synchronization

/// A value that one task waits for, settled exactly once by whoever comes first: the answer, a deadline, or the
/// cancellation of the waiting task.
final class Promise<Output: Sendable>: Sendable {
    private enum State {
        case pending
        case awaited(CheckedContinuation<Output, any Error>)
        case settled(Result<Output, any Error>)
        case delivered
    }

    private let state = Mutex(State.pending)

    var isSettled: Bool {
        state.withLock { state in
            switch state {
            case .pending, .awaited: false
            case .settled, .delivered: true
            }
        }
    }

    /// What it was settled with, if that is an error that nobody has waited for.
    var failure: (any Error)? {
        state.withLock { state in
            if case .settled(.failure(let error)) = state { error } else { nil }
        }
    }

    /// Returns false, and changes nothing, if the promise was settled before.
    @discardableResult
    func settle(_ result: Result<Output, any Error>) -> Bool {
        let (isFirst, continuation) = state.withLock { state in
            switch state {
            case .pending:
                state = .settled(result)
                return (true, CheckedContinuation<Output, any Error>?.none)
            case .awaited(let continuation):
                state = .delivered
                return (true, continuation)
            case .settled, .delivered:
                return (false, nil)
            }
        }
        continuation?.resume(with: result)
        return isFirst
    }

    /// Waits for the value; a promise is waited for once. Cancelling the task settles it with `CancellationError`.
    nonisolated(nonsending) func value() async throws -> Output {
        try await withTaskCancellationHandler {
            try await valueDespiteCancellation()
        } onCancel: {
            settle(.failure(CancellationError()))
        }
    }

    /// Waits for the value even if the task is cancelled: whoever settles the promise must have a deadline.
    nonisolated(nonsending) func valueDespiteCancellation() async throws -> Output {
        try await withCheckedThrowingContinuation { continuation in
            let settled: Result<Output, any Error>? = state.withLock { state in
                switch state {
                case .pending:
                    state = .awaited(continuation)
                    return nil
                case .settled(let result):
                    state = .delivered
                    return result
                case .awaited, .delivered: preconditionFailure("a promise is waited for once")
                }
            }
            if let settled { continuation.resume(with: settled) }
        }
    }
}
