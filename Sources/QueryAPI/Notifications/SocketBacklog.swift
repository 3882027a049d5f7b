import Domain
import Events
import Postgres

/// What sockets missed, read from the event log in PostgreSQL.
struct SocketBacklog: Sendable {
    /// A stretch of the log as one audience is told it.
    enum Page: Sendable {
        /// `isLast`: there is nothing more up to the position asked for.
        case messages([SocketMessage], isLast: Bool)
        /// Some of what was asked for is no longer kept, or the log ends before it: it was cut back.
        case gone
    }

    let database: Database

    /// The first `limit` messages after one position and up to another. Throws `PostgresError`.
    func page(after: Int64, upTo: Int64, audience: SocketAudience, limit: Int) async throws -> Page {
        let events = try await database.query(
            StoredEvent.select
                + """
                 WHERE position > \(after) AND position <= \(upTo) AND kind = ANY(\(Change.toldKinds))
                   AND (user_id = \(audience.user as UserID?) OR (for_admins AND \(audience.admins)))
                 ORDER BY position LIMIT \(limit)
                """, as: StoredEvent.self)
        // Asked after the events were read: whatever was pruned before that is missing from them.
        let head = try await database.first("SELECT pruned_to, position FROM event_head", as: (Int64, Int64).self)
        guard let (pruned, last) = head, (pruned...max(pruned, last)).contains(after) else { return .gone }
        let messages = events.compactMap { SocketMessage($0.event) }
        return .messages(messages, isLast: events.count < limit)
    }
}
