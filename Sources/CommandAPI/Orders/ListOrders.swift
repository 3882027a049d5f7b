import Domain
import Postgres
import ReadModels
import WebAPI

/// A page of everybody's orders, the newest first.
struct ListOrders: Sendable {
    let status: OrderStatus?
    let user: UserID?
    /// Part of a number or of the customer's e-mail address.
    let search: String?
    let createdAfter: Timestamp?
    let createdBefore: Timestamp?
    let pagination: Pagination
    private let filters: String

    init(_ query: inout QueryParameters) {
        status = query.optional("status", .choice(of: OrderStatus.self))
        user = query.optional("user", .identifier(of: Entity.User.self))
        search = query.optional("search", .text(max: Limits.search))
        createdAfter = query.optional("created_after", .timestamp)
        createdBefore = query.optional("created_before", .timestamp)
        pagination = Pagination(&query)
        filters = query.filters
    }

    func run(on runner: some QueryRunner, _ cursors: CursorCodec) async throws -> AdminPage<AdminOrder> {
        let newest = ListOrder<AdminOrder>(byTime: "o.created_at", id: "o.id", isDescending: true) {
            ($0.order.createdAt, $0.order.id.rawValue)
        }
        return try await AdminList(
            columns: AdminOrder.columns, tables: AdminOrder.tables, condition: condition, order: newest,
            pagination: pagination, filters: filters
        ).page(on: runner, cursors)
    }

    private var condition: Statement {
        var conditions: [Statement] = ["true"]
        if let status { conditions.append("o.status = \(status)") }
        if let user { conditions.append("o.user_id = \(user)") }
        for pattern in SearchPatterns.words(of: search ?? "") {
            conditions.append("(lower(o.number) LIKE \(pattern) OR u.email_key LIKE \(pattern))")
        }
        if let createdAfter { conditions.append("o.created_at >= \(createdAfter)") }
        if let createdBefore { conditions.append("o.created_at < \(createdBefore)") }
        return conditions.joined(separator: " AND ")
    }
}
