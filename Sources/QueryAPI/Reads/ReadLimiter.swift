import Daemon
import Postgres
import Synchronization

/// A door to PostgreSQL for reads of one sort: so many at once, a bounded line before it, a limit to the wait. A burst of
/// misses waits here, where it costs nothing, and not in the database.
final class ReadLimiter: Sendable {
    struct Limits: Sendable {
        /// Reads at the same time.
        var concurrent = 32
        /// Reads in the line; past it they are refused at once.
        var waiting = 512
        /// How long a read may stand in the line.
        var patience: Duration = .seconds(2)
        /// Whether reads that PostgreSQL does not answer in time tell that it is away; of long ones that says nothing.
        var areQuick = true
    }

    private let database: Database
    private let line: WaitingLine
    private let areQuick: Bool
    private let breaker = Mutex(ReadBreaker())
    private let refusedBusy = Atomic<Int>(0)
    private let refusedAway = Atomic<Int>(0)

    init(_ database: Database, limits: Limits = Limits()) {
        self.database = database
        line = WaitingLine(atOnce: limits.concurrent, waiting: limits.waiting, patience: limits.patience)
        areQuick = limits.areQuick
    }

    /// Runs `body` with the database when its turn comes.
    ///
    /// - Throws: `PostgresError.busy` when the line is full or the wait too long, `.unavailable` at once while PostgreSQL
    ///   is known to be away; what `body` throws.
    func read<Output: Sendable>(_ body: (Database) async throws -> Output) async throws -> Output {
        guard breaker.withLock({ $0.admits(at: .now) }) else {
            refusedAway.wrappingAdd(1, ordering: .relaxed)
            throw PostgresError.unavailable
        }
        do {
            return try await line.take { try await ask(body) }
        } catch is WaitingLine.Refused {
            refusedBusy.wrappingAdd(1, ordering: .relaxed)
            throw PostgresError.busy
        }
    }

    private func ask<Output: Sendable>(_ body: (Database) async throws -> Output) async throws -> Output {
        do {
            let output = try await body(database)
            breaker.withLock { $0.succeeded() }
            return output
        } catch let error as PostgresError where error.isAbsence && (areQuick || error != .deadlineExceeded) {
            breaker.withLock { $0.failed(at: .now) }
            throw error
        }
    }

    struct Statistics: Equatable {
        let running: Int
        let waiting: Int
        /// Sent away since the start: because the line was full or slow, or because PostgreSQL was known to be away.
        let refusedBusy: Int
        let refusedAway: Int
    }

    var statistics: Statistics {
        let (running, waiting) = line.counts
        return Statistics(
            running: running, waiting: waiting, refusedBusy: refusedBusy.load(ordering: .relaxed),
            refusedAway: refusedAway.load(ordering: .relaxed))
    }
}

extension PostgresError {
    /// Whether it tells that PostgreSQL itself is away or hangs.
    fileprivate var isAbsence: Bool {
        switch self {
        case .unavailable, .connectionLost, .deadlineExceeded: true
        case .server, .busy, .commitUnknown, .decoding: false
        }
    }
}
