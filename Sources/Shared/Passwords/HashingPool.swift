import Dispatch
import Synchronization

/// Runs blocking work on at most `threads` threads of its own, never on the cooperative pool or an event loop.
final class HashingPool: Sendable {
    private typealias Job = @Sendable (_ isCancelled: Bool) -> Void

    private let schedule: Mutex<HashingSchedule<Job>>

    init(threads: Int, queueLimit: Int) {
        schedule = Mutex(HashingSchedule(threads: threads, queueLimit: queueLimit))
    }

    var waitingCount: Int { schedule.withLock { $0.waitingCount } }
    var requestedCount: Int { schedule.withLock { $0.requestedCount } }

    var statistics: HashingStatistics {
        schedule.withLock {
            HashingStatistics(running: $0.running, waiting: $0.waitingCount, refused: $0.refused)
        }
    }

    /// Runs work when a thread is free. A cancelled task stops waiting; work that has begun goes on to its end.
    ///
    /// - Throws: `poolFull`, `cancelled`, and what the work throws.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws(PasswordError) -> Value
    ) async throws(PasswordError) -> Value {
        let id = schedule.withLock { $0.newID() }
        let result: Result<Value, PasswordError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                submit(id) { isCancelled in
                    continuation.resume(returning: isCancelled ? .failure(.cancelled) : Self.result(of: work))
                } refused: {
                    continuation.resume(returning: .failure(.poolFull))
                }
                // The handler ran before there was anything to remove.
                if Task.isCancelled { cancel(id) }
            }
        } onCancel: {
            cancel(id)
        }
        return try result.get()
    }

    private static func result<Value>(of work: () throws(PasswordError) -> Value) -> Result<Value, PasswordError> {
        do { return .success(try work()) } catch { return .failure(error) }
    }

    private func submit(_ id: Int, job: @escaping Job, refused: () -> Void) {
        switch schedule.withLock({ $0.submit(job, id: id) }) {
        // A serial queue gets a thread beyond those of the global queues. A concurrent one would share the latter, as many
        // as there are cores, with Swift's cooperative pool, and stop everything while there is something to hash.
        case .start: DispatchQueue(label: "passwords").async { self.work(job) }
        case .wait: break
        case .refuse: refused()
        }
    }

    private func cancel(_ id: Int) {
        let job = schedule.withLock { $0.remove(id) }
        job?(true)
    }

    private func work(_ first: @escaping Job) {
        var next: Job? = first
        while let job = next {
            job(false)
            next = schedule.withLock { $0.finish() }
        }
    }
}
