import Domain
import Events
import Postgres

/// What sockets missed, read from the event log in PostgreSQL.
struct SocketBacklog: Sendable {
    /// A stretch of the log as one audience is told it.
    enum Page: Sendable {
        /// `isLast`: there is nothing more up to the position asked for.
        case messages([SocketMessage], isLast: Bool)
        /// Some of what was asked for is no longer kept.
        case pruned
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
        let pruned = try await database.first("SELECT pruned_to FROM event_head", as: (Int64).self)
        guard let pruned, pruned <= after else { return .pruned }
        let messages = events.compactMap { SocketMessage($0.event) }
        return .messages(messages, isLast: events.count < limit)
    }
}
