import Domain
import Events
import Postgres

/// The log's head as a statement of the publisher sees it.
struct HeadColumns: Sendable {
    let position: Int64
    let timeline: Int64
    /// All transactions with lower ids have ended in the statement's snapshot.
    let xmin: Int64

    init(from row: inout Row) throws(PostgresError) {
        position = try row.next()
        timeline = try row.next()
        xmin = try row.next()
    }
}

/// The head, beside one of the events that a batch numbered, or none.
struct NumberedRow: RowDecodable {
    struct Columns: Sendable {
        let position: Int64
        let xid: Int64
        let kind: String
        let user: UserID?
        let forAdmins: Bool
        let payload: String
        let at: Timestamp
        let trace: String?

        func event() throws(UnreadableEvent) -> Event {
            try Event(
                position: position, transaction: xid, at: at, user: user, forAdmins: forAdmins, kind: kind,
                payload: payload, trace: trace)
        }
    }

    let head: HeadColumns
    let event: Columns?

    init(from row: inout Row) throws {
        head = try HeadColumns(from: &row)
        let position = try row.next(Int64?.self)
        let xid = try row.next(Int64?.self)
        let kind = try row.next(String?.self)
        let user = try row.next(UserID?.self)
        let forAdmins = try row.next(Bool?.self)
        let payload = try row.next(String?.self)
        let at = try row.next(Timestamp?.self)
        let trace = try row.next(String?.self)
        guard let position, let xid, let kind, let forAdmins, let payload, let at else {
            event = nil
            return
        }
        event = Columns(
            position: position, xid: xid, kind: kind, user: user, forAdmins: forAdmins, payload: payload, at: at,
            trace: trace)
    }
}

/// The head, and how many events wait.
struct SeenHead: RowDecodable {
    let parts: (head: HeadColumns, backlog: Int)

    init(from row: inout Row) throws {
        parts = (try HeadColumns(from: &row), try row.next())
    }
}
