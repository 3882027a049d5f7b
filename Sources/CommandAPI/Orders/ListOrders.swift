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

    init(_ query: inout QueryParameters) {
        status = query.optional("status", .choice(of: OrderStatus.self))
        user = query.optional("user", .identifier(of: Entity.User.self))
        search = query.optional("search", .text(max: Limits.search))
        createdAfter = query.optional("created_after", .timestamp)
        createdBefore = query.optional("created_before", .timestamp)
        pagination = Pagination(&query)
    }

    func run(on runner: some QueryRunner) async throws -> AdminPage<AdminOrder> {
        async let count = runner.one("SELECT count(*) FROM \(AdminOrder.tables) WHERE \(condition)", as: Int.self)
        async let orders = runner.query(
            """
            SELECT \(AdminOrder.columns)
            FROM \(AdminOrder.tables)
            WHERE \(condition)
            ORDER BY o.created_at DESC, o.id DESC
            LIMIT \(pagination.size) OFFSET \(pagination.offset)
            """, as: AdminOrder.self)
        return AdminPage(records: try await orders, count: try await count)
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
