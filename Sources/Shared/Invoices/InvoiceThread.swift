import Dispatch
import Foundation
import Synchronization

/// A serial executor with a thread of its own, from its first job to its end. Printing so stops neither an event loop nor
/// the cooperative pool. A dispatch queue would run on one thread of the pool after another, and with each of them
/// another arena of the memory allocator would grow, for good, by the size of the largest font.
final class InvoiceThread: SerialExecutor {
    private let work = Work()

    func enqueue(_ job: consuming ExecutorJob) { work.add(UnownedJob(job), on: self) }

    deinit { work.end() }

    /// What the thread and its executor share. The thread keeps the executor alive only while it has a job of it.
    private final class Work: Sendable {
        private struct State {
            var jobs: [(job: UnownedJob, executor: InvoiceThread)] = []
            var hasStarted = false
        }

        private let state = Mutex(State())
        private let arrivals = DispatchSemaphore(value: 0)

        func add(_ job: UnownedJob, on executor: InvoiceThread) {
            let isFirst = state.withLock { state in
                state.jobs.append((job, executor))
                defer { state.hasStarted = true }
                return !state.hasStarted
            }
            if isFirst { Thread.detachNewThread { [self] in run() } }
            arrivals.signal()
        }

        /// An arrival without a job: the thread ends.
        func end() { arrivals.signal() }

        private func run() {
            while true {
                arrivals.wait()
                guard let (job, executor) = state.withLock({ $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }) else {
                    return
                }
                job.runSynchronously(on: executor.asUnownedSerialExecutor())
            }
        }
    }
}
