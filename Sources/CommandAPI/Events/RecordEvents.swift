import Domain
import Events
import Postgres
import WebAPI

/// A change to be written to the event log, with its audience.
struct RecordedChange: Sendable {
    let change: Change
    /// The person it concerns, who is told.
    let user: UserID?
    /// Whether admins are told.
    let forAdmins: Bool

    init(_ change: Change, user: UserID? = nil, forAdmins: Bool = false) {
        self.change = change
        self.user = user
        self.forAdmins = forAdmins
    }
}

extension Transaction {
    /// Writes a change to the event log, under the trace of the request that this task works for. It exists if and only
    /// if this transaction commits; the publisher numbers it afterwards.
    func record(_ change: Change, user: UserID? = nil, forAdmins: Bool = false) async throws {
        try await record([RecordedChange(change, user: user, forAdmins: forAdmins)])
    }

    /// Writes changes to the event log in this order, in one statement; none is no statement.
    func record(_ changes: [RecordedChange]) async throws {
        guard !changes.isEmpty else { return }
        let kinds = changes.map(\.change.kind)
        // Arrays are bound without NULLs: 0 is nobody's id.
        let users = changes.map { $0.user?.rawValue ?? 0 }
        let forAdmins = changes.map(\.forAdmins)
        let payloads = changes.map { String(decoding: $0.change.payload, as: UTF8.self) }
        let statement: Statement = """
            INSERT INTO events (kind, user_id, for_admins, payload, trace)
            SELECT kind, nullif(user_id, 0), for_admins, payload, \(orNull: TraceContext.current?.text)
            FROM unnest(\(kinds), \(users), \(forAdmins), \(payloads)) WITH ORDINALITY
                AS change (kind, user_id, for_admins, payload, place)
            ORDER BY place
            """
        try await execute(statement.prepared("record_events"))
    }
}
