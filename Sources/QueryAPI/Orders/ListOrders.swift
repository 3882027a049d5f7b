import Domain
import Events
import Postgres
import ReadModels
import WebAPI

/// A page of a person's own orders, the newest first.
struct ListOrders: Sendable {
    let context: QueryContext

    struct Query: Sendable {
        let status: OrderStatus?
        let createdAfter: Timestamp?
        let createdBefore: Timestamp?
        let pagination: Pagination
        let parameters: [(name: String, value: String)]

        init(_ query: inout QueryParameters) throws(Problem) {
            status = query.optional("status", .choice(of: OrderStatus.self))
            createdAfter = query.optional("created_after", .timestamp)
            createdBefore = query.optional("created_before", .timestamp)
            pagination = Pagination(&query)
            try query.finish()
            parameters = query.recognised
        }
    }

    /// Nil for a page past the end.
    func page(_ query: Query, of user: UserID, _ mode: ReadMode) async throws -> Served<Document?> {
        let key = CacheKey(.order, "\(user) \(PageKey.text(query.parameters, query.pagination))")
        return try await context.documents.value(for: key, mode) { [context] in
            try await list(query, of: user).page(context, mode, by: context.fills)
        }
    }

    private func list(_ query: Query, of user: UserID) -> PlainList<Entity.Order, OrderRecord> {
        var matching: Statement = "FROM orders o WHERE o.user_id = \(user)"
        if let status = query.status { matching += " AND o.status = \(status)" }
        if let time = query.createdAfter { matching += " AND o.created_at >= \(time)" }
        if let time = query.createdBefore { matching += " AND o.created_at < \(time)" }
        return PlainList(
            path: "/api/orders/", parameters: query.parameters, pagination: query.pagination,
            tags: [Tag(.content, .orders(user))], matching: matching, id: "o.id",
            order: .byCreation("o", isDescending: true),
            records: { ids in
                let records: Statement = """
                    SELECT (SELECT position FROM event_head), \(OrderRecord.columns)
                    FROM orders o WHERE o.id = ANY(\(ids))
                    """
                return records.prepared("orders_by_ids")
            },
            identify: { $0.id }, json: { $0.json })
    }
}
