import Domain
import Postgres
import ReadModels
import WebAPI

/// A page of all products, inactive ones included.
struct ListProducts: Sendable {
    enum Ordering: String, Sendable, CaseIterable {
        case name
        case nameDescending = "-name"
        case price
        case priceDescending = "-price"
        case stock
        case stockDescending = "-stock"
        case createdAt = "created_at"
        case newest = "-created_at"

        fileprivate var clause: Statement {
            switch self {
            case .name: "p.name, p.id"
            case .nameDescending: "p.name DESC, p.id DESC"
            case .price: "p.price, p.id"
            case .priceDescending: "p.price DESC, p.id DESC"
            case .stock: "i.stock, p.id"
            case .stockDescending: "i.stock DESC, p.id DESC"
            case .createdAt: "p.created_at, p.id"
            case .newest: "p.created_at DESC, p.id DESC"
            }
        }
    }

    let categories: [Reference<Entity.Category>]
    let brands: [Reference<Entity.Brand>]
    let search: String?
    let isActive: Bool?
    let inStock: Bool?
    let ordering: Ordering
    let pagination: Pagination

    init(_ query: inout QueryParameters) {
        categories = query.all("category", .reference(to: Entity.Category.self))
        brands = query.all("brand", .reference(to: Entity.Brand.self))
        search = query.optional("search", .text(max: Limits.search))
        isActive = query.optional("is_active", .boolean)
        inStock = query.optional("in_stock", .boolean)
        ordering = query.optional("ordering", .choice(of: Ordering.self)) ?? .newest
        pagination = Pagination(&query)
    }

    func run(on runner: some QueryRunner) async throws -> AdminPage<ProductRecord> {
        let tables = ProductRecord.tables
        async let count = runner.one("SELECT count(*) FROM \(tables) WHERE \(condition)", as: Int.self)
        async let records = runner.query(
            """
            SELECT \(ProductRecord.columns)
            FROM \(tables)
            WHERE \(condition)
            ORDER BY \(ordering.clause)
            LIMIT \(pagination.size) OFFSET \(pagination.offset)
            """, as: ProductRecord.self)
        return AdminPage(records: try await records, count: try await count)
    }

    private var condition: Statement {
        var conditions: [Statement] = ["true"]
        if !categories.isEmpty {
            let (ids, slugs) = categories.split()
            conditions.append(
                """
                p.category_id IN (
                    SELECT below.id FROM categories chosen JOIN categories below ON below.path @> ARRAY[chosen.id]
                    WHERE chosen.id = ANY(\(ids)) OR chosen.slug = ANY(\(slugs)))
                """)
        }
        if !brands.isEmpty {
            let (ids, slugs) = brands.split()
            conditions.append("(b.id = ANY(\(ids)) OR b.slug = ANY(\(slugs)))")
        }
        for word in (search ?? "").split(whereSeparator: \.isWhitespace).map(String.init) {
            let words: Statement = "btrim(search_words(\(word)))"
            conditions.append("\(words) <> '' AND p.search_text LIKE '%' || \(words) || '%'")
        }
        if let isActive { conditions.append("p.is_active = \(isActive)") }
        if let inStock { conditions.append("p.in_stock = \(inStock)") }
        return conditions.joined(separator: " AND ")
    }
}
