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
    /// Of the request that it is done for: the one that this task works for, unless somebody knows better.
    var trace: TraceContext?

    init(_ change: Change, user: UserID? = nil, forAdmins: Bool = false) {
        self.change = change
        self.user = user
        self.forAdmins = forAdmins
        trace = TraceContext.current
    }
}

extension Transaction {
    /// Writes a change to the event log. It exists if and only if this transaction commits; the publisher numbers it
    /// afterwards.
    func record(_ change: Change, user: UserID? = nil, forAdmins: Bool = false) async throws {
        try await record([RecordedChange(change, user: user, forAdmins: forAdmins)])
    }

    /// Writes changes to the event log in this order, in one statement; none is no statement.
    func record(_ changes: [RecordedChange]) async throws {
        guard !changes.isEmpty else { return }
        try await execute(Self.recording(changes))
    }

    /// The same without waiting for it.
    func sendRecord(_ changes: [RecordedChange]) throws { try send(Self.recording(changes)) }

    private static func recording(_ changes: [RecordedChange]) -> Statement {
        let kinds = changes.map(\.change.kind)
        // Arrays are bound without NULLs: 0 is nobody's id.
        let users = changes.map { $0.user?.rawValue ?? 0 }
        let forAdmins = changes.map(\.forAdmins)
        let payloads = changes.map { String(decoding: $0.change.payload, as: UTF8.self) }
        let traces = changes.map { $0.trace?.text ?? "" }
        let statement: Statement = """
            INSERT INTO events (kind, user_id, for_admins, payload, trace)
            SELECT kind, nullif(user_id, 0), for_admins, payload, nullif(trace, '')
            FROM unnest(\(kinds), \(users), \(forAdmins), \(payloads), \(traces)) WITH ORDINALITY
                AS change (kind, user_id, for_admins, payload, trace, place)
            ORDER BY place
            """
        return statement.prepared("record_events")
    }
}
