/// Which jobs run, which wait, in order, and which are refused: the rules of `HashingPool`, without its threads.
struct HashingSchedule<Job> {
    enum Admission {
        /// The caller starts a thread with the job.
        case start
        case wait
        case refuse
    }

    private let threads: Int
    private let queueLimit: Int
    private var waiting: [(id: Int, job: Job)] = []
    private(set) var running = 0
    /// How many were refused so far.
    private(set) var refused = 0
    private var lastID = 0

    init(threads: Int, queueLimit: Int) {
        precondition(threads > 0 && queueLimit >= 0, "a hashing pool needs a thread")
        self.threads = threads
        self.queueLimit = queueLimit
    }

    var waitingCount: Int { waiting.count }
    var requestedCount: Int { lastID }

    mutating func newID() -> Int {
        lastID += 1
        return lastID
    }

    mutating func submit(_ job: Job, id: Int) -> Admission {
        if running < threads {
            running += 1
            return .start
        }
        guard waiting.count < queueLimit else {
            refused += 1
            return .refuse
        }
        waiting.append((id, job))
        return .wait
    }

    /// A running job has ended: the one its thread takes next, or nil, and then the thread ends.
    mutating func finish() -> Job? {
        guard waiting.isEmpty else { return waiting.removeFirst().job }
        running -= 1
        return nil
    }

    /// Takes a job out that still waits.
    mutating func remove(_ id: Int) -> Job? {
        waiting.firstIndex { $0.id == id }.map { waiting.remove(at: $0).job }
    }
}
