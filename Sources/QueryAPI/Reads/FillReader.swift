import Daemon
import Postgres

/// Reads what is to be cached: at the replica, if there is one, and at the primary whatever the replica knows too
/// little of.
///
/// A replica may be behind by any time, and the next statement may meet another one. So each value rests on the
/// positions of the very statements that it was read by, and is judged like one that lay in a cache: where an applied
/// event is missing from it, it is read again at the primary. A replica shows an event no sooner than what the event
/// stands for, because it replays the log in its order; so the positions are as true there as on the primary.
struct FillReader: Sendable {
    private let primary: ReadLimiter
    private let replica: @Sendable () -> Database?
    /// Nobody waits in it: there is a line before the primary.
    private let replicaLine: WaitingLine
    private let validity: CacheValidity
    private let counters: CacheCounters

    /// - Parameters:
    ///   - replica: the connections to it; nil while it is away.
    ///   - replicaReads: reads of the replica at the same time; more go to the primary.
    init(
        _ primary: ReadLimiter, replica: @escaping @Sendable () -> Database?, replicaReads: Int, levels: CacheLevels
    ) {
        self.primary = primary
        self.replica = replica
        replicaLine = WaitingLine(atOnce: replicaReads, waiting: 0, patience: .zero)
        validity = levels.validity
        counters = levels.counters
    }

    /// Of the line before the primary.
    var statistics: ReadLimiter.Statistics { primary.statistics }

    /// Reads one value.
    /// - Parameter body: may run twice, on one server and then on the other. Each statement that the value shows
    ///   anything of gives its position to the basis; one that had no row to say it in gives `Basis.nowhere`.
    func read<Value: Sendable>(
        _ mode: ReadMode, _ body: (Database) async throws -> Stamped<Value>
    ) async throws -> Served<Value> {
        if let stamped = try await atReplica(mode, values: 1, body), reflectsEverything(stamped) {
            return Served(stamped: stamped, source: .database)
        }
        return Served(stamped: try await atPrimary(values: 1, body), source: .database)
    }

    /// Reads the values of some keys; those that the replica is too far behind for, at the primary.
    /// - Parameter body: gives a value for each key.
    func read<Key: Hashable & Sendable, Value: Sendable>(
        _ keys: [Key], _ mode: ReadMode, _ body: (Database, [Key]) async throws -> [Key: Stamped<Value>]
    ) async throws -> [Key: Stamped<Value>] {
        let answered = try await atReplica(mode, values: keys.count) { try await body($0, keys) } ?? [:]
        let found = answered.filter { reflectsEverything($0.value) }
        let missing = keys.filter { found[$0] == nil }
        if missing.isEmpty { return found }
        return found.merging(try await atPrimary(values: missing.count) { try await body($0, missing) }) { $1 }
    }

    /// Nil when the primary has to be asked: the client wants its newest state, nobody knows what the newest state is,
    /// or the replica is away, busy or fails. It fails queries whose rows its replay has to remove (40001), and those
    /// on tables that it does not have yet.
    private func atReplica<Output: Sendable>(
        _ mode: ReadMode, values: Int, _ body: (Database) async throws -> Output
    ) async throws -> Output? {
        guard mode == .cached, let database = replica(), validity.isFollowing else { return nil }
        do {
            return try await replicaLine.take { try await body(database) }
        } catch is WaitingLine.Refused {
            return nil
        } catch is PostgresError {
            counters.add(.replicaFailures, values)
            return nil
        }
    }

    private func atPrimary<Output: Sendable>(
        values: Int, _ body: (Database) async throws -> Output
    ) async throws -> Output {
        let output = try await primary.read(body)
        counters.add(.primaryReads, values)
        return output
    }

    private func reflectsEverything<Value>(_ stamped: Stamped<Value>) -> Bool {
        let isValid = validity.isValid(stamped.basis)
        counters.add(isValid ? .replicaReads : .replicaBehind)
        return isValid
    }
}

extension CacheValidity {
    /// Whether the log's end is known; otherwise being valid says nothing of what is the case now.
    fileprivate var isFollowing: Bool { if case .stale = freshness { false } else { true } }
}
