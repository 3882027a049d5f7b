import Domain
import Postgres
import ReadModels
import WebAPI

/// A page of all categories, inactive ones included.
struct ListCategories: Sendable {
    enum Ordering: String, Sendable, CaseIterable {
        case name
        case nameDescending = "-name"
        case createdAt = "created_at"
        case newest = "-created_at"

        fileprivate var clause: Statement {
            switch self {
            case .name: "c.name, c.id"
            case .nameDescending: "c.name DESC, c.id DESC"
            case .createdAt: "c.created_at, c.id"
            case .newest: "c.created_at DESC, c.id DESC"
            }
        }
    }

    let search: String?
    /// An id, a slug, or `root` for those without a parent.
    let parent: Reference<Entity.Category>?
    let isActive: Bool?
    let ordering: Ordering
    let pagination: Pagination

    init(_ query: inout QueryParameters) {
        search = query.optional("search", .text(max: Limits.search))
        parent = query.optional("parent", .reference(to: Entity.Category.self))
        isActive = query.optional("is_active", .boolean)
        ordering = query.optional("ordering", .choice(of: Ordering.self)) ?? .name
        pagination = Pagination(&query)
    }

    func run(on runner: some QueryRunner) async throws -> AdminPage<CategoryRecord> {
        async let count = runner.one("SELECT count(*) FROM categories c WHERE \(condition)", as: Int.self)
        async let records = runner.query(
            """
            SELECT \(CategoryRecord.columns)
            FROM \(CategoryRecord.tables)
            WHERE \(condition)
            ORDER BY \(ordering.clause)
            LIMIT \(pagination.size) OFFSET \(pagination.offset)
            """, as: CategoryRecord.self)
        return AdminPage(records: try await records, count: try await count)
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
