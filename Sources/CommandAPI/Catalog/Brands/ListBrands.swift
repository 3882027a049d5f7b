import Domain
import Postgres
import ReadModels
import WebAPI

/// A page of all brands, inactive ones included.
struct ListBrands: Sendable {
    enum Ordering: String, Sendable, CaseIterable {
        case name
        case nameDescending = "-name"
        case createdAt = "created_at"
        case newest = "-created_at"

        fileprivate var clause: Statement {
            switch self {
            case .name: "b.name, b.id"
            case .nameDescending: "b.name DESC, b.id DESC"
            case .createdAt: "b.created_at, b.id"
            case .newest: "b.created_at DESC, b.id DESC"
            }
        }
    }

    let search: String?
    let isActive: Bool?
    let ordering: Ordering
    let pagination: Pagination

    init(_ query: inout QueryParameters) {
        search = query.optional("search", .text(max: Limits.search))
        isActive = query.optional("is_active", .boolean)
        ordering = query.optional("ordering", .choice(of: Ordering.self)) ?? .name
        pagination = Pagination(&query)
    }

    func run(on runner: some QueryRunner) async throws -> AdminPage<BrandRecord> {
        async let count = runner.one("SELECT count(*) FROM brands b WHERE \(condition)", as: Int.self)
        async let records = runner.query(
            """
            SELECT \(BrandRecord.columns)
            FROM brands b
            WHERE \(condition)
            ORDER BY \(ordering.clause)
            LIMIT \(pagination.size) OFFSET \(pagination.offset)
            """, as: BrandRecord.self)
        return AdminPage(records: try await records, count: try await count)
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
