import Domain
import Postgres
import ReadModels
import WebAPI

/// A page of all brands, inactive ones included.
struct ListBrands: Sendable {
    let search: String?
    let isActive: Bool?
    let ordering: NameOrdering
    let pagination: Pagination
    private let filters: String

    init(_ query: inout QueryParameters) {
        search = query.optional("search", .text(max: Limits.search))
        isActive = query.optional("is_active", .boolean)
        ordering = query.optional("ordering", .choice(of: NameOrdering.self)) ?? .name
        pagination = Pagination(&query)
        filters = query.filters
    }

    func run(on runner: some QueryRunner, _ cursors: CursorCodec) async throws -> AdminPage<BrandRecord> {
        let order = ordering.order("b") { (record: BrandRecord) in
            (record.id.rawValue, record.name, record.createdAt)
        }
        return try await AdminList(
            columns: BrandRecord.columns, tables: "brands b", condition: condition, order: order,
            pagination: pagination, filters: filters
        ).page(on: runner, cursors)
    }

    private var condition: Statement {
        var conditions: [Statement] = ["true"]
        for pattern in SearchPatterns.words(of: search ?? "") {
            conditions.append("lower(b.name) LIKE \(pattern)")
        }
        if let isActive { conditions.append("b.is_active = \(isActive)") }
        return conditions.joined(separator: " AND ")
    }
}
