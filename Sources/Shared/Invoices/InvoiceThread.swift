import Dispatch
import Foundation
import Synchronization

/// A serial executor with a thread of its own, from its first job on. Printing so stops neither an event loop nor the
/// cooperative pool. A dispatch queue would run on one thread of the pool after another, and with each of them another
/// arena of the memory allocator would grow, for good, by the size of the largest font.
final class InvoiceThread: SerialExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var hasStarted = false
    }

    private let state = Mutex(State())
    private let arrivals = DispatchSemaphore(value: 0)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isFirst = state.withLock { state in
            state.jobs.append(job)
            defer { state.hasStarted = true }
            return !state.hasStarted
        }
        if isFirst { Thread.detachNewThread { [self] in run() } }
        arrivals.signal()
    }

    private func run() {
        while true {
            arrivals.wait()
            let job = state.withLock { $0.jobs.removeFirst() }
            job.runSynchronously(on: asUnownedSerialExecutor())
        }
    }
}
