import Domain
import Events
import Postgres

/// The log's head, beside one event: numbered, or waiting for its number, or none.
struct LogRow: RowDecodable {
    let head: Int64
    let prunedTo: Int64
    let timeline: Int64
    let xmin: Int64

    let position: Int64?
    let xid: Int64?
    let kind: String?
    let user: UserID?
    let forAdmins: Bool?
    let payload: String?
    let at: Timestamp?
    let trace: String?

    init(from row: inout Row) throws {
        head = try row.next()
        prunedTo = try row.next()
        timeline = try row.next()
        xmin = try row.next()
        position = try row.next()
        xid = try row.next()
        kind = try row.next()
        user = try row.next()
        forAdmins = try row.next()
        payload = try row.next()
        at = try row.next()
        trace = try row.next()
    }

    /// The event of this row if it is numbered. Throws `UnreadableEvent`.
    func event() throws(UnreadableEvent) -> Event? {
        guard let position, let xid, let kind, let forAdmins, let payload, let at else { return nil }
        return try Event(
            position: position, transaction: xid, at: at, user: user, forAdmins: forAdmins, kind: kind,
            payload: payload,
            trace: trace)
    }

    /// The change of this row's event if it has no number yet. Throws `UnreadableEvent`.
    func waitingChange() throws(UnreadableEvent) -> Change? {
        guard position == nil, let kind, let payload else { return nil }
        return try Change(kind: kind, payloadText: payload)
    }
}
