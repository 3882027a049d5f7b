import Foundation

extension Measurement {
    static let imports = Measurement(
        name: "import", summary: "a catalog by command-api import, against COPY of the same rows by psql"
    ) { bench in try await Imports(bench: bench).run() }
}

/// Into databases of their own, all alike: the schema, the categories and the brands.
private struct Imports: Sendable {
    static let products = 20_000
    static let template = "bench_import"

    let bench: Workbench

    func run() async throws -> [Figure] {
        try await makeTemplate()
        try await writeFiles()
        let looks = try await bench.alternating([false, true]) { isOurs in
            try await intoNewDatabase { isOurs ? try await importCatalog(into: $0) : try await copy(into: $0) }
        }
        let (theirs, ours) = (looks[0].median, looks[1].median)
        return [
            Figure(
                "import of \(NumberText.of(Double(Self.products))) products", ours, .perSecond,
                against: .init(name: "COPY", value: theirs), goal: .ratio(atLeast: 0.3))
        ]
    }

    private func makeTemplate() async throws {
        try await bench.shop.sql("CREATE DATABASE \(Self.template);")
        try await commandAPI(["migrate"], database: Self.template)
        try await bench.shop.sql(Catalog.places, database: Self.template)
    }

    /// The rows of the shop's first products, for both.
    private func writeFiles() async throws {
        let rows = try await bench.shop.sql(
            """
            SELECT json_build_object(
                'sku', 'IMP-' || n, 'name', name || ' ' || n, 'slug', 'imported-' || n, 'description', description,
                'price', round(price / 100.0, 2)::text, 'brand', 'Maker ' || brand_id,
                'category', json_build_array('Department ' || (1 + (category_id - 20) % 20), 'Shelf ' || category_id - 20),
                'stock', 100)
            FROM generate_series(1, \(Self.products)) AS n
            JOIN products ON id = 1 + n % 10000
            ORDER BY n;
            """)
        try rows.write(toFile: "\(bench.folder)/import.ndjson", atomically: true, encoding: .utf8)
        try await bench.shop.sql(
            """
            \\copy (SELECT n, 'IMP-' || n, name || ' ' || n, 'imported-' || n, description, price, category_id, brand_id, true FROM generate_series(1, \(Self.products)) AS n JOIN products ON id = 1 + n % 10000 ORDER BY n) TO '\(bench.folder)/products.copy'
            \\copy (SELECT n, 100 FROM generate_series(1, \(Self.products)) AS n) TO '\(bench.folder)/inventory.copy'
            """)
    }

    /// - Returns: products per second.
    private func intoNewDatabase(_ load: (_ database: String) async throws -> Void) async throws -> Double {
        let database = "\(Self.template)_into"
        try await bench.shop.sql("CREATE DATABASE \(database) TEMPLATE \(Self.template);")
        let begun = ContinuousClock.now
        try await load(database)
        let seconds = (.now - begun) / .seconds(1)
        let count = try await bench.shop.sql("SELECT count(*) FROM inventory;", database: database)
        try await bench.shop.sql("DROP DATABASE \(database);")
        guard Int(count) == Self.products else {
            throw Command.Failed(program: "the import", output: "\(count) products came in")
        }
        return Double(Self.products) / seconds
    }

    private func copy(into database: String) async throws {
        try await bench.shop.sql(
            """
            BEGIN;
            \\copy products (id, sku, name, slug, description, price, category_id, brand_id, in_stock) FROM '\(bench.folder)/products.copy'
            \\copy inventory (product_id, stock) FROM '\(bench.folder)/inventory.copy'
            COMMIT;
            """, database: database)
    }

    private func importCatalog(into database: String) async throws {
        try await commandAPI(["import", "\(bench.folder)/import.ndjson"], database: database)
    }

    private func commandAPI(_ arguments: [String], database: String) async throws {
        var environment = bench.shop.environment
        environment["DATABASE_URL"] = try bench.shop.databaseURL(database)
        try await Command.run("\(bench.shop.programs)/command-api", arguments, environment: environment)
    }
}
