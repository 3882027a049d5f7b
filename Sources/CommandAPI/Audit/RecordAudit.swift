import Domain
import Postgres
import WebAPI

/// Who changed something, and by which request.
struct AuditAuthor: Sendable {
    /// Nil for the command line.
    let user: UserID?
    let requestID: String?
    let address: String?

    /// Whoever runs `command-api` on the shop's machine.
    static let commandLine = AuditAuthor(user: nil, requestID: nil, address: nil)

    private init(user: UserID?, requestID: String?, address: String?) {
        self.user = user
        self.requestID = requestID
        self.address = address
    }

    /// The person signed in. Throws `unauthorized` on a route that is open to everybody.
    init(_ context: APIRequestContext) throws(Problem) {
        self.init(
            user: try context.signedIn.user, requestID: context.requestID, address: context.remoteAddress?.description)
    }
}

extension Transaction {
    /// Writes a row of the audit trail; it exists if and only if this transaction commits. An update that changed
    /// nothing leaves none.
    func audit(_ entry: AuditEntry, by context: APIRequestContext) async throws {
        try await audit(entry, by: AuditAuthor(context))
    }

    /// Several at once, in their order.
    func audit(_ entries: [AuditEntry], by author: AuditAuthor) async throws {
        let told = entries.filter { !$0.isEmpty }
        guard !told.isEmpty else { return }
        // Arrays are bound without NULLs; no JSON is empty.
        let (before, after) = (told.map { text($0.before) }, told.map { text($0.after) })
        let insert: Statement = """
            INSERT INTO audit (actor_id, action, object_kind, object_id, before, after, request_id, address)
            SELECT \(orNull: author.user), action, kind, nullif(id, 0), nullif(before, '')::jsonb,
                   nullif(after, '')::jsonb, \(orNull: author.requestID), \(orNull: author.address)
            FROM unnest(\(told.map(\.action)), \(told.map(\.object.kind)), \(told.map { $0.object.id ?? 0 }), \(before),
                        \(after)) WITH ORDINALITY AS entry (action, kind, id, before, after, place)
            ORDER BY place
            """
        try await execute(insert.prepared("record_audits"))
    }

    private func text(_ json: [UInt8]?) -> String { json.map { String(decoding: $0, as: UTF8.self) } ?? "" }

    func audit(_ entry: AuditEntry, by author: AuditAuthor) async throws {
        guard !entry.isEmpty else { return }
        let insert: Statement = """
            INSERT INTO audit (actor_id, action, object_kind, object_id, before, after, request_id, address)
            VALUES (\(orNull: author.user), \(entry.action), \(entry.object.kind), \(orNull: entry.object.id),
                    \(orNull: entry.before.map(JSONBytes.init)), \(orNull: entry.after.map(JSONBytes.init)),
                    \(orNull: author.requestID), \(orNull: author.address))
            """
        try await execute(insert.prepared("record_audit"))
    }
}
