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
        case oldest = "created_at"
        case newest = "-created_at"

        fileprivate var order: ListOrder<ProductRecord> {
            let isDescending = rawValue.hasPrefix("-")
            return switch self {
            case .name, .nameDescending:
                ListOrder(byText: "p.name", id: "p.id", isDescending: isDescending) { ($0.name, $0.id.rawValue) }
            case .price, .priceDescending:
                ListOrder(byNumber: "p.price", id: "p.id", isDescending: isDescending) {
                    ($0.price.minorUnits, $0.id.rawValue)
                }
            case .stock, .stockDescending:
                ListOrder(byNumber: "i.stock", id: "i.product_id", isDescending: isDescending) {
                    (Int64($0.stock), $0.id.rawValue)
                }
            case .oldest, .newest:
                ListOrder(byTime: "p.created_at", id: "p.id", isDescending: isDescending) {
                    ($0.createdAt, $0.id.rawValue)
                }
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
    private let filters: String

    init(_ query: inout QueryParameters) {
        categories = query.all("category", .reference(to: Entity.Category.self))
        brands = query.all("brand", .reference(to: Entity.Brand.self))
        search = query.optional("search", .text(max: Limits.search))
        isActive = query.optional("is_active", .boolean)
        inStock = query.optional("in_stock", .boolean)
        ordering = query.optional("ordering", .choice(of: Ordering.self)) ?? .newest
        pagination = Pagination(&query)
        filters = query.filters
    }

    func run(on runner: some QueryRunner, _ cursors: CursorCodec) async throws -> AdminPage<ProductRecord> {
        try await AdminList(
            columns: ProductRecord.columns, tables: ProductRecord.tables, condition: condition, order: ordering.order,
            pagination: pagination, filters: filters
        ).page(on: runner, cursors)
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
