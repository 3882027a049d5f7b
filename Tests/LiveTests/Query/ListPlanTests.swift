import Domain
import Postgres
import Testing
import WebAPI

@testable import QueryAPI

@Suite("The plans of product lists")
struct ListPlanTests {
    @Test("on 30,000 products no list's page scans the table")
    func noScans() async throws {
        try await withTestDatabase(configure: { $0.statementDeadline = .seconds(120) }) { database, _ in
            for statement in [Self.categories, Self.brands, Self.products, Self.inventory, "VACUUM (ANALYZE)"]
                as [Statement]
            {
                try await database.execute(statement)
            }
            let category = CategoryScope(id: CategoryID(1), slug: "a", subtree: (1...40).map { CategoryID($0) })
            let leaf = CategoryScope(id: CategoryID(77), slug: "b", subtree: [CategoryID(77)])
            let scopes = [
                ProductScope(), ProductScope(categories: [category]), ProductScope(categories: [leaf]),
                ProductScope(brands: [BrandID(5)]), ProductScope(categories: [category], brands: [BrandID(5)]),
            ]
            for scope in scopes {
                for parameters in Self.lists {
                    var query = QueryParameters(query: parameters)
                    let list = try ProductListQuery(&query, path: "/", currency: SampleShop.currency)
                    for spelling in list.isSearch ? [Spelling.asTyped, .corrected] : [.asTyped] {
                        let words = list.filters.search.map { FindWords(search: $0, spelling: spelling) }
                        let match = try await words?.match(database)?.match
                        let statement = ProductListStatement(query: list, scope: scope, match: match, start: nil)
                        for page in statement.byRelevance.map({ [$0.ofFew, $0.ofMany, $0.count] }) ?? [
                            statement.page, statement.count,
                        ] {
                            let plan = try await database.query("EXPLAIN \(page)", as: String.self)
                                .joined(separator: "\n")
                            #expect(!plan.contains("Seq Scan on products"), "\(parameters)\n\(plan)")
                        }
                    }
                }
            }
        }
    }

    @Test("what is sold out is found at once in a list by stock, from either end")
    func soldOutByStock() async throws {
        try await withTestDatabase(configure: { $0.statementDeadline = .seconds(120) }) { database, _ in
            for statement in [Self.categories, Self.brands, Self.products, Self.inventory, "VACUUM (ANALYZE)"]
                as [Statement]
            {
                try await database.execute(statement)
            }
            for parameters in ["in_stock=false&ordering=-stock", "in_stock=true&ordering=stock"] {
                var query = QueryParameters(query: parameters)
                let list = try ProductListQuery(&query, path: "/", currency: SampleShop.currency)
                let page = ProductListStatement(query: list, scope: ProductScope(), match: nil, start: nil).page
                let plan = try await database.query("EXPLAIN \(page)", as: String.self).joined(separator: "\n")
                #expect(plan.contains("Index Cond: (stock"), "\(plan)")
            }
        }
    }

    private static let lists =
        ProductOrdering.allCases.map { "ordering=\($0.rawValue)" } + [
            "page=200", "in_stock=false", "featured=true&ordering=name", "min_price=9990", "min_price=10&max_price=11",
            "on_sale=true", "search=shoes", "search=sku+997", "search=shoos+red", "search=shoes&ordering=price",
        ]

    private static let categories: Statement = """
        INSERT INTO categories (id, path, name, slug)
        SELECT n, ARRAY[n], 'Category ' || n, 'category-' || n FROM generate_series(1, 200) AS n
        """
    private static let brands: Statement = """
        INSERT INTO brands (id, name, slug) SELECT n, 'Brand ' || n, 'brand-' || n FROM generate_series(1, 300) AS n
        """
    private static let products: Statement = """
        INSERT INTO products (id, sku, name, slug, description, price, compare_at_price, category_id, brand_id,
                              is_featured, created_at)
        SELECT n, 'SKU-' || n, CASE WHEN n % 60 = 0 THEN 'Red shoes ' ELSE '' END || left(md5(n::text), 7), 'product-' || n,
               repeat('Words about it. ', 20), (n * 7919) % 1000000,
               CASE WHEN n % 4 = 0 THEN 1000000 END, n % 200 + 1, n % 300 + 1, n % 50 = 0,
               '2026-01-01Z'::timestamptz + n * interval '1 minute'
        FROM generate_series(1, 30000) AS n
        """
    private static let inventory: Statement = """
        INSERT INTO inventory (product_id, stock) SELECT id, CASE WHEN id % 20 = 0 THEN 0 ELSE id % 90 + 1 END
        FROM products
        """
}
