import Dispatch

/// A serial executor on a thread that may block, for what libpq does while it connects.
final class ConnectingExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "postgres.connecting")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
