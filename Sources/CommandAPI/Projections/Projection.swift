import Postgres

/// Rows that are derived from the event log: each event up to the projection's position has been consumed exactly once,
/// and none after.
///
/// A step is one transaction. It takes the projection's row, whose lock lets one step at a time go on, whoever runs it;
/// then one statement consumes the next events and moves the position. So a crash, a lost reply or a second runner
/// changes nothing.
struct Projection: Sendable {
    /// `projections.name`.
    let name: String
    /// What it makes of the events in `batch (position, kind, payload)`: common table expressions that follow `batch`.
    let consume: Statement
    /// Whether a crash of PostgreSQL may take back its latest steps, which are then done again alike: their commits wait
    /// for no disk.
    let isRepeatable: Bool

    static let all = [invoices, salesFigures]

    /// The most events of one step. A literal in the statement, so that the planner knows how few there are.
    static let batchLimit = 500
    private static let limit = Statement(unsafeSQL: String(batchLimit))

    /// How far a step has brought it.
    struct Progress: Sendable, Equatable {
        let consumed: Int
        let position: Int64
        /// Of the log, at that moment.
        let head: Int64

        var isCaughtUp: Bool { position >= head }
    }

    /// Consumes the next events, if there are any. Throws `MissingProjection`, `PostgresError`.
    func step(on database: Database) async throws -> Progress {
        try await database.transaction { try await step(on: $0) }
    }

    func step(on transaction: Transaction) async throws -> Progress {
        if isRepeatable { try await transaction.execute("SET LOCAL synchronous_commit = off") }
        let lock: Statement = "SELECT true FROM projections WHERE name = \(name) FOR UPDATE"
        guard try await transaction.first(lock.prepared("projection_lock"), as: Bool.self) != nil else {
            throw MissingProjection(name: name)
        }
        let (consumed, position, head) = try await transaction.one(statement, as: (Int, Int64, Int64).self)
        return Progress(consumed: consumed, position: position, head: head)
    }

    /// Its snapshot is taken after the row's lock, and shows the log's head together with all events up to there.
    private var statement: Statement {
        let statement: Statement = """
            WITH consumer AS (
                SELECT name, position FROM projections WHERE name = \(name)
            ), batch AS MATERIALIZED (
                SELECT position, kind, payload
                FROM events
                WHERE position > (SELECT position FROM consumer)
                    AND position <= (SELECT position FROM event_head)
                ORDER BY position
                LIMIT \(Self.limit)
            ), \(consume), reached AS (
                -- Between the last event and the head there may be a gap that a failover has left.
                SELECT CASE WHEN count(*) = \(Self.limit) THEN max(position)
                       ELSE greatest((SELECT position FROM consumer), (SELECT position FROM event_head)) END AS position
                FROM batch
            ), moved AS (
                UPDATE projections SET position = reached.position
                FROM reached
                WHERE projections.name = \(name) AND projections.position <> reached.position
            )
            SELECT (SELECT count(*) FROM batch), (SELECT position FROM reached), (SELECT position FROM event_head)
            """
        return statement.prepared("projection_\(name)")
    }
}

/// The migrations make the row; somebody has removed it.
struct MissingProjection: Error, CustomStringConvertible {
    let name: String

    var description: String { "the table projections has no row '\(name)'" }
}
