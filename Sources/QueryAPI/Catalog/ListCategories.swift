import Domain
import Events
import Postgres
import ReadModels
import WebAPI

/// A page of the active categories, flat.
struct ListCategories: Sendable {
    let context: QueryContext

    struct Query: Sendable {
        let search: String?
        /// Whose children; the slug `root`, which no category has, means the top of the tree.
        let parent: Reference<Entity.Category>?
        let ordering: NameOrdering
        let pagination: Pagination
        let parameters: [(name: String, value: String)]

        init(_ query: inout QueryParameters) throws(Problem) {
            search = query.optional("search", .text(max: Limits.search))
            parent = query.optional("parent", .reference(to: Entity.Category.self))
            ordering = query.optional("ordering", .choice(of: NameOrdering.self)) ?? .name
            pagination = Pagination(&query)
            try query.finish()
            parameters = query.recognised
        }
    }

    /// What the product counts and everything else that categories show depend on.
    static let tags = [Tag(.content, .categories), Tag(.membership, .all)]

    /// Nil for a page past the end.
    func page(_ query: Query, _ mode: ReadMode) async throws -> Served<Document?> {
        let key = CacheKey(.category, PageKey.text(query.parameters, query.pagination))
        return try await context.documents.value(for: key, mode) { [context] in
            try await list(query).page(context, mode, by: context.longReads.lists)
        }
    }

    private func list(_ query: Query) -> PlainList<Entity.Category, CategoryRecord> {
        PlainList(
            path: "/api/categories/", parameters: query.parameters, pagination: query.pagination, tags: Self.tags,
            matching: "FROM categories c WHERE \(Self.conditions(query).joined(separator: " AND "))",
            id: "c.id", order: query.ordering.sql("c"),
            records: { ids in
                let records: Statement = """
                    SELECT (SELECT position FROM event_head), \(CategoryRecord.columns) FROM \(CategoryRecord.tables)
                    WHERE c.id = ANY(\(ids)) AND c.is_active
                    """
                return records.prepared("categories_by_ids")
            },
            identify: { $0.id }, json: { $0.json })
    }

    private static func conditions(_ query: Query) -> [Statement] {
        var conditions: [Statement] = ["c.is_active"]
        switch query.parent {
        case .slug("root"): conditions.append("c.parent_id IS NULL")
        case let parent?:
            let id = parent.id(in: .categories)
            conditions.append("c.parent_id = (SELECT d.id FROM categories d WHERE d.is_active AND d.id = \(id))")
        case nil: break
        }
        if let search = query.search { conditions.append("c.name ILIKE \(LikePattern.containing(search))") }
        return conditions
    }
}
