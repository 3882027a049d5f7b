import Domain
import Postgres
import WebAPI

/// A page of the audit trail, the newest first.
struct ListAudit: Sendable {
    let actor: UserID?
    let action: String?
    let objectKind: String?
    let objectID: Int?
    let createdAfter: Timestamp?
    let createdBefore: Timestamp?
    let pagination: Pagination
    private let filters: String

    /// The longest name of an action or of a kind of object.
    static let nameLimit = 64

    init(_ query: inout QueryParameters) {
        actor = query.optional("actor", .identifier(of: Entity.User.self))
        action = query.optional("action", .text(max: Self.nameLimit))
        objectKind = query.optional("object_kind", .text(max: Self.nameLimit))
        objectID = query.optional("object_id", .integer(in: 1...Int.max))
        createdAfter = query.optional("created_after", .timestamp)
        createdBefore = query.optional("created_before", .timestamp)
        pagination = Pagination(&query)
        filters = query.filters
    }

    func run(on runner: some QueryRunner, _ cursors: CursorCodec) async throws -> AdminPage<AuditRecord> {
        let newest = ListOrder<AuditRecord>(byTime: "a.at", id: "a.id", isDescending: true) { ($0.at, $0.id) }
        return try await AdminList(
            columns: AuditRecord.columns, tables: AuditRecord.tables, condition: condition, order: newest,
            pagination: pagination, filters: filters
        ).page(on: runner, cursors)
    }

    private var condition: Statement {
        var conditions: [Statement] = ["true"]
        if let actor { conditions.append("a.actor_id = \(actor)") }
        if let action { conditions.append("a.action = \(action)") }
        if let objectKind { conditions.append("a.object_kind = \(objectKind)") }
        if let objectID { conditions.append("a.object_id = \(objectID)") }
        if let createdAfter { conditions.append("a.at >= \(createdAfter)") }
        if let createdBefore { conditions.append("a.at < \(createdBefore)") }
        return conditions.joined(separator: " AND ")
    }
}
