import Foundation
import Synchronization

/// A serial executor with a thread of its own, which lives while there is something to do. Printing so stops neither an
/// event loop nor the cooperative pool. Dispatch would do it on one thread of its pool after another, and each of them
/// would keep an arena of the memory allocator as large as the largest font.
final class InvoiceThread: SerialExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var isRunning = false
    }

    private let state = Mutex(State())

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isFirst = state.withLock { state in
            state.jobs.append(job)
            defer { state.isRunning = true }
            return !state.isRunning
        }
        guard isFirst else { return }
        let thread = Thread { [self] in
            while let job = next() { job.runSynchronously(on: asUnownedSerialExecutor()) }
        }
        thread.name = "invoices"
        thread.start()
    }

    private func next() -> UnownedJob? {
        state.withLock { state in
            guard !state.jobs.isEmpty else {
                state.isRunning = false
                return nil
            }
            return state.jobs.removeFirst()
        }
    }
}
