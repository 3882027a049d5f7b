import Hummingbird
import NIOCore
import Synchronization

/// Cancels a handler that takes too long. The handler is still awaited (nothing is left running behind an answer), so
/// what it waits for must heed cancellation or have a deadline of its own.
struct RequestDeadline: Sendable {
    private let duration: Duration

    init(after duration: Duration) { self.duration = duration }

    func limit(
        _ request: Request, _ context: APIRequestContext, _ handler: @escaping APIRouter.Handler
    ) async throws -> Response {
        // Awaited below on every path; only the timer and this task's own cancellation end it early.
        let work = Task { try await handler(request, context) }
        let expiry = Expiry()
        // A timer of the event loop, not `Task.sleep`: cancelling it frees it at once.
        let timer = context.channel.eventLoop.scheduleTask(in: TimeAmount(duration)) {
            expiry.hasPassed.store(true, ordering: .relaxed)
            work.cancel()
        }
        defer { timer.cancel() }
        let late = Problem(
            .unavailable, detail: "The request took longer than \(duration.components.seconds) seconds.")
        do {
            let response = try await withTaskCancellationHandler {
                try await work.value
            } onCancel: {
                work.cancel()
            }
            // An answer that comes in spite of its cancellation may rest on half of the work.
            if expiry.hasPassed.load(ordering: .relaxed) { throw late }
            return response
        } catch  where expiry.hasPassed.load(ordering: .relaxed) && !(error is Problem) {
            throw late
        }
    }
}

private final class Expiry: Sendable {
    let hasPassed = Atomic(false)
}
