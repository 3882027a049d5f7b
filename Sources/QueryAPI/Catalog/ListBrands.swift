import Domain
import Events
import Postgres
import ReadModels
import WebAPI

/// A page of the active brands.
struct ListBrands: Sendable {
    let context: QueryContext

    struct Query: Sendable {
        let search: String?
        let ordering: NameOrdering
        let pagination: Pagination
        let parameters: [(name: String, value: String)]

        init(_ query: inout QueryParameters) throws(Problem) {
            search = query.optional("search", .text(max: Limits.search))
            ordering = query.optional("ordering", .choice(of: NameOrdering.self)) ?? .name
            pagination = Pagination(&query)
            try query.finish()
            parameters = query.recognised
        }
    }

    /// What the product counts and everything else that brands show depend on.
    static let tags = [Tag(.content, .brands), Tag(.membership, .all)]

    /// Nil for a page past the end.
    func page(_ query: Query, _ mode: ReadMode) async throws -> Served<Document?> {
        let key = CacheKey(.brand, PageKey.text(query.parameters, query.pagination))
        return try await context.documents.value(for: key, mode) { [context] in
            try await list(query).page(context, mode, by: context.longReads.lists)
        }
    }

    private func list(_ query: Query) -> PlainList<Entity.Brand, BrandRecord> {
        var matching: Statement = "FROM brands b WHERE b.is_active"
        if let search = query.search { matching += " AND b.name ILIKE \(LikePattern.containing(search))" }
        return PlainList(
            path: "/api/brands/", parameters: query.parameters, pagination: query.pagination, tags: Self.tags,
            matching: matching, id: "b.id", order: query.ordering.sql("b"),
            records: { ids in
                let records: Statement = """
                    SELECT (SELECT position FROM event_head), \(BrandRecord.columns) FROM brands b WHERE b.id = ANY(\(ids)) AND b.is_active
                    """
                return records.prepared("brands_by_ids")
            },
            identify: { $0.id }, json: { $0.json })
    }
}
