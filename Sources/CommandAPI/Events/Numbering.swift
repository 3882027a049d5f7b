import Domain
import Events
import Postgres

/// The publisher's statements, on the connection that holds the leader's lock.
struct Numbering: Sendable {
    /// One batch as its transaction left it.
    struct Batch: Sendable {
        let message: EventBatch
        let count: Int
        /// Whether more may wait.
        let isFull: Bool
    }

    static let batchLimit = 500
    /// Waiting events are counted up to here.
    static let backlogLimit = 10_000
    /// The advisory lock of the leader: "tandem" in ASCII, and a 1.
    private static let leaderLock: Int64 = 0x7461_6E64_656D_01

    let connection: DedicatedConnection

    /// Makes the session fit to lead. A leader that hangs, or whose machine is gone, loses its session and so its lock
    /// within seconds. What is published must survive a crash, even where commits in general need not.
    func prepare() async throws {
        let statement: Statement = """
            SELECT set_config('idle_session_timeout', '5s', false),
                   set_config('idle_in_transaction_session_timeout', '2s', false),
                   set_config('default_transaction_isolation', 'read committed', false),
                   set_config('synchronous_commit',
                              CASE current_setting('synchronous_commit')
                              WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)
            """
        try await connection.execute(statement)
    }

    /// Takes the leader's lock if nobody has it; it is given back when the connection closes.
    func tryToLead() async throws -> Bool {
        try await connection.one("SELECT pg_try_advisory_lock(\(Self.leaderLock))", as: Bool.self)
    }

    /// Numbers the next events in one transaction.
    ///
    /// Even when two publishers believe to lead, the head's row lock lets one at a time number. The second statement gets
    /// its snapshot only after that lock: it sees all that earlier batches have numbered, and it is the snapshot whose
    /// `xmin` becomes the horizon, because what it sees to wait is what this batch numbers.
    func number() async throws -> Batch {
        let rows = try await connection.transaction { transaction in
            try await transaction.execute(Self.lockHead)
            return try await transaction.query(Self.numberBatch, as: NumberedRow.self)
        }
        guard let head = rows.first?.head else { throw MissingEventHead() }
        let numbered = rows.compactMap(\.event)
        let isFull = numbered.count == Self.batchLimit
        // An event of a kind that only a newer version knows is left out with its whole batch: readers then see a gap
        // and read it from PostgreSQL.
        let events = (try? numbered.map { try $0.event() }) ?? []
        let message = EventBatch(
            from: head.position - Int64(events.count) + 1, to: head.position, horizon: isFull ? nil : head.xmin,
            timeline: head.timeline, events: events)
        return Batch(message: message, count: numbered.count, isFull: isFull)
    }

    /// How many events wait, and the head as a heartbeat; one read-only snapshot, whose `xmin` no batch of ours holds back.
    func look() async throws -> (heartbeat: EventBatch, backlog: Int) {
        guard let (head, backlog) = try await connection.first(Self.seeHead, as: SeenHead.self)?.parts else {
            throw MissingEventHead()
        }
        let heartbeat = EventBatch(
            from: head.position + 1, to: head.position, horizon: backlog > 0 ? nil : head.xmin, timeline: head.timeline,
            events: [])
        return (heartbeat, backlog)
    }

    /// The timeline that is being written. The control file's (`pg_control_checkpoint`) can lag behind after a failover.
    private static let timeline: Statement = """
        ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint
        """

    private static let lockHead = ("SELECT FROM event_head FOR UPDATE" as Statement).prepared("events_lock_head")

    private static let numberBatch: Statement = {
        let statement: Statement = """
            WITH head AS (
                SELECT greatest(position, (\(timeline) - 1) << \(Int32(Timeline.bits))) AS position,
                       \(timeline) AS timeline
                FROM event_head LIMIT 1
            ), batch AS (
                SELECT id, row_number() OVER (ORDER BY id) AS place
                FROM (SELECT id FROM events WHERE position IS NULL ORDER BY id LIMIT \(Self.batchLimit)) AS waiting
            ), numbered AS (
                UPDATE events SET position = head.position + batch.place
                FROM batch, head
                WHERE events.id = batch.id
                RETURNING events.*
            ), moved AS (
                UPDATE event_head SET position = head.position + (SELECT count(*) FROM batch)
                FROM head
                WHERE event_head.position <> head.position + (SELECT count(*) FROM batch)
            )
            SELECT head.position + (SELECT count(*) FROM batch), head.timeline,
                   pg_snapshot_xmin(pg_current_snapshot()),
                   event.position, event.xid, event.kind, event.user_id, event.for_admins, event.payload,
                   event.created_at, event.trace
            FROM head LEFT JOIN numbered AS event ON true
            ORDER BY event.position
            """
        return statement.prepared("events_number")
    }()

    private static let seeHead: Statement = {
        let statement: Statement = """
            SELECT greatest(position, (\(timeline) - 1) << \(Int32(Timeline.bits))), \(timeline),
                   pg_snapshot_xmin(pg_current_snapshot()),
                   (SELECT count(*) FROM (SELECT FROM events WHERE position IS NULL LIMIT \(Self.backlogLimit)) AS waiting)
            FROM event_head
            """
        return statement.prepared("events_see_head")
    }()
}

/// The migrations make the row; somebody has removed it.
struct MissingEventHead: Error, CustomStringConvertible {
    let description = "the table event_head has lost its row"
}
