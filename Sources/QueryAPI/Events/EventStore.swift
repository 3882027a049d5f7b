import Domain
import Events
import Postgres

/// The event log as PostgreSQL holds it. To be read on the primary only: a replica may be behind what Redis has told.
struct EventStore: Sendable {
    /// Events per page.
    static let pageLimit = 1_000
    /// Unnumbered events that are read; more tell only that there are too many.
    static let waitingLimit = 500

    let database: Database

    /// The head, the first events after a position (none for `nil`), and what waits to be numbered, in one snapshot.
    ///
    /// Throws `PostgresError`, and `MissingEventHead`.
    func page(after position: Int64?) async throws -> LogPage {
        let rows = try await database.query(Self.page(after: position ?? .max), as: LogRow.self)
        guard let head = rows.first else { throw MissingEventHead() }
        let waiting = rows.filter { $0.position == nil && $0.kind != nil }
        return LogPage(
            position: max(head.head, Timeline.origin(of: head.timeline)), prunedTo: head.prunedTo,
            timeline: head.timeline, horizon: waiting.isEmpty ? head.xmin : nil,
            events: try? rows.compactMap { try $0.event() },
            waiting: waiting.count > Self.waitingLimit ? nil : try? waiting.compactMap { try $0.waitingChange() })
    }

    /// The timeline is the one that is being written: the control file's can lag behind after a failover.
    private static func page(after position: Int64) -> Statement {
        let statement: Statement = """
            SELECT head.position, head.pruned_to,
                   ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint,
                   pg_snapshot_xmin(pg_current_snapshot()),
                   event.position, event.xid, event.kind, event.user_id, event.for_admins, event.payload,
                   event.created_at, event.trace
            FROM (SELECT * FROM event_head LIMIT 1) AS head
            LEFT JOIN (
                (SELECT * FROM events WHERE position > \(position) ORDER BY position LIMIT \(pageLimit))
                UNION ALL
                (SELECT * FROM events WHERE position IS NULL ORDER BY id LIMIT \(waitingLimit + 1))
            ) AS event ON true
            ORDER BY event.position, event.id
            """
        return statement.prepared("events_page")
    }
}

/// The migrations make the row; somebody has removed it.
struct MissingEventHead: Error, CustomStringConvertible {
    let description = "the table event_head has lost its row"
}
