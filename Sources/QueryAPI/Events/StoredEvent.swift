import Domain
import Events
import Postgres

/// A numbered row of `events`.
struct StoredEvent: RowDecodable {
    let event: Event

    /// `SELECT … FROM events`, without conditions.
    static let select: Statement = """
        SELECT position, xid, created_at, user_id, for_admins, kind, payload FROM events
        """

    /// Throws `PostgresError`, or `UnreadableEvent` for a kind that this version does not know.
    init(from row: inout Row) throws {
        let position = try row.next(Int64.self)
        let transaction = try row.next(Int64.self)
        let at = try row.next(Timestamp.self)
        let user = try row.next(UserID?.self)
        let forAdmins = try row.next(Bool.self)
        let kind = try row.next(String.self)
        let payload = try row.next(String.self)
        event = try Event(
            position: position, transaction: transaction, at: at, user: user, forAdmins: forAdmins, kind: kind,
            payload: payload)
    }
}
