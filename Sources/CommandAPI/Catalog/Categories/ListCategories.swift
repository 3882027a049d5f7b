import Domain
import Postgres
import ReadModels
import WebAPI

/// A page of all categories, inactive ones included.
struct ListCategories: Sendable {
    let search: String?
    /// An id, a slug, or `root` for those without a parent.
    let parent: Reference<Entity.Category>?
    let isActive: Bool?
    let ordering: NameOrdering
    let pagination: Pagination
    private let filters: String

    init(_ query: inout QueryParameters) {
        search = query.optional("search", .text(max: Limits.search))
        parent = query.optional("parent", .reference(to: Entity.Category.self))
        isActive = query.optional("is_active", .boolean)
        ordering = query.optional("ordering", .choice(of: NameOrdering.self)) ?? .name
        pagination = Pagination(&query)
        filters = query.filters
    }

    func run(on runner: some QueryRunner, _ cursors: CursorCodec) async throws -> AdminPage<CategoryRecord> {
        let order = ordering.order("c") { (record: CategoryRecord) in
            (record.id.rawValue, record.name, record.createdAt)
        }
        return try await AdminList(
            columns: CategoryRecord.columns, tables: CategoryRecord.tables, condition: condition, order: order,
            pagination: pagination, filters: filters
        ).page(on: runner, cursors)
    }

    private var condition: Statement {
        var conditions: [Statement] = ["true"]
        for pattern in SearchPatterns.words(of: search ?? "") {
            conditions.append("lower(c.name) LIKE \(pattern)")
        }
        switch parent {
        case .id(let id)?: conditions.append("c.parent_id = \(id)")
        case .slug("root")?: conditions.append("c.parent_id IS NULL")
        case .slug(let slug)?: conditions.append("c.parent_id = (SELECT id FROM categories WHERE slug = \(slug))")
        case nil: break
        }
        if let isActive { conditions.append("c.is_active = \(isActive)") }
        return conditions.joined(separator: " AND ")
    }
}
