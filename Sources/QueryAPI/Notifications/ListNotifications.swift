import Domain
import Events
import JSON
import Postgres
import ReadModels
import WebAPI

/// A person's notifications, the newest first, with how many are not read. Read from PostgreSQL each time.
struct ListNotifications: Sendable {
    let limiter: ReadLimiter
    let log: NotificationLog
    let pagination: Pagination

    /// Throws `not-found` for a page past the end.
    func page() async throws -> [UInt8] {
        try await limiter.read { database in
            let (count, readTo, unread) = try await database.one(counts, as: (Int, Int64, Int).self)
            let select: Statement = """
                SELECT position, xid, created_at, user_id, for_admins, kind, payload \(log.matching)
                ORDER BY position DESC LIMIT \(pagination.size + 1) OFFSET \(pagination.offset)
                """
            let events = try await database.query(select, as: StoredEvent.self)
            guard !events.isEmpty || pagination.page == 1 else { throw Problem(.notFound) }
            let links = PageLinks(
                path: "/api/notifications/", parameters: [], pagination: pagination,
                hasNext: events.count > pagination.size)
            let envelope = PageEnvelope(
                count: count, countIsEstimate: count == NotificationLog.countLimit, links: links)
            return envelope.json(results: events.prefix(pagination.size).map { item($0, readTo: readTo) }) { json in
                json.member("unread_count", unread)
            }
        }
    }

    private var counts: Statement {
        """
        SELECT (SELECT count(*) FROM (SELECT 1 \(log.matching) LIMIT \(NotificationLog.countLimit)) kept),
               \(log.readTo),
               (SELECT count(*) FROM (SELECT 1 \(log.matching) AND position > \(log.readTo)
                                      LIMIT \(NotificationLog.countLimit)) unread)
        """
    }

    private func item(_ stored: StoredEvent, readTo: Int64) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            stored.event.writeMessageMembers(to: &json)
            json.member("read", stored.event.position <= readTo)
        }
        return json.bytes
    }
}
