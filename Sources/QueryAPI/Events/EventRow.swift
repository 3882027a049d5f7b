import Domain
import Events
import Postgres

/// A numbered event as its row holds it.
struct EventRow: RowDecodable {
    /// Complete but for its conditions, order and limit.
    static let select: Statement = """
        SELECT position, xid, kind, user_id, for_admins, payload, created_at FROM events
        """

    let position: Int64
    let xid: Int64
    let kind: String
    let user: UserID?
    let forAdmins: Bool
    let payload: String
    let at: Timestamp

    init(from row: inout Row) throws {
        position = try row.next()
        xid = try row.next()
        kind = try row.next()
        user = try row.next()
        forAdmins = try row.next()
        payload = try row.next()
        at = try row.next()
    }

    /// Throws `UnreadableEvent` for a kind or payload that this version does not know.
    func event() throws(UnreadableEvent) -> Event {
        try Event(
            position: position, transaction: xid, at: at, user: user, forAdmins: forAdmins, kind: kind, payload: payload)
    }
}
