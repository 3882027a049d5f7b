/// The catalog that is measured: the same products at each run, made by SQL, ids from 1.
///
/// Two hundred categories below twenty, a hundred brands; prices and stocks spread by a hash of the id. One product in 23
/// is sold out, one in 199 is not for sale.
struct Catalog: Sendable {
    /// Products that there are from the beginning.
    static let initial = 10_000
    static let leaves = 200
    static let brands = 100

    let shop: Shop

    /// Categories and brands, without a product, and the words of those to come.
    static let places = """
        INSERT INTO categories (id, parent_id, path, name, slug)
            SELECT id, NULL, ARRAY[id], 'Department ' || id, 'department-' || id FROM generate_series(1, 20) AS id;
        INSERT INTO categories (id, parent_id, path, name, slug)
            SELECT 20 + n, 1 + n % 20, ARRAY[1 + n % 20, 20 + n], 'Shelf ' || n, 'shelf-' || n
            FROM generate_series(1, \(leaves)) AS n;
        INSERT INTO brands (id, name, slug) SELECT n, 'Maker ' || n, 'maker-' || n FROM generate_series(1, \(brands)) AS n;
        INSERT INTO product_words
            SELECT word, bool_or(is_named)
            FROM (SELECT setweight(to_tsvector('simple', '\(CatalogWords.named) maker bn bn1 1'), 'A')
                  UNION ALL
                  SELECT setweight(to_tsvector('simple', \(CatalogWords.description)), 'D')
                  FROM generate_series(0, 9999) AS n) AS made (search), words_of_search(made.search)
            GROUP BY word;
        SELECT setval(pg_get_serial_sequence('categories', 'id'), 1000),
               setval(pg_get_serial_sequence('brands', 'id'), 1000);
        """

    /// Adds the products from one id up to another: without the indexes, which are then made anew, and without the
    /// triggers, whose work is done here for all rows at once.
    func grow(from first: Int, to last: Int) async throws {
        let indexes = try await shop.sql(
            """
            SET client_min_messages = error;
            SELECT indexdef FROM pg_indexes
            WHERE tablename IN ('products', 'inventory') AND indexname NOT LIKE '%\\_pkey' AND indexname NOT LIKE '%\\_unique';
            """
        ).split(separator: "\n").map(String.init)
        let names = indexes.compactMap { $0.split(separator: " ").drop { $0 != "INDEX" }.dropFirst().first }
        try await shop.sql("DROP INDEX \(names.joined(separator: ", "));")
        let middle = (first + last) / 2
        try await inParallel([Self.insert(first...middle), Self.insert((middle + 1)...last)])
        // The ones on texts take longest: one for each processor.
        let (texts, others) = (
            indexes.filter { $0.contains("USING gin") }, indexes.filter { !$0.contains("USING gin") }
        )
        let half = others.count / 2
        try await inParallel([
            (texts.prefix(1) + others.prefix(half)).joined(separator: ";\n"),
            (texts.dropFirst() + others.dropFirst(half)).joined(separator: ";\n"),
        ])
        // What is written here is not to be written while something is measured.
        try await shop.sql("VACUUM (ANALYZE) products, inventory, tallies, product_words;")
        try await shop.sql("CHECKPOINT;")
        try await checkSearch()
    }

    /// Throws when the triggers make something else of the products than was written for them.
    private func checkSearch() async throws {
        let differing = try await shop.sql(
            """
            BEGIN;
            CREATE TEMPORARY TABLE made AS SELECT id, search, search_text FROM products WHERE id <= 20;
            UPDATE products SET name = name WHERE id <= 20;
            SELECT count(*) FROM made JOIN products USING (id)
            WHERE (made.search, made.search_text) IS DISTINCT FROM (products.search, products.search_text);
            ROLLBACK;
            SELECT count(*) FROM products, words_of_search(search) AS used
            WHERE id <= 20
              AND NOT EXISTS (SELECT FROM product_words AS known
                              WHERE known.word = used.word AND known.is_named >= used.is_named);
            """)
        guard differing == "0\n0" else {
            throw Shop.NotThere(description: "the benchmark's products are not what the schema's triggers make of them")
        }
    }

    private func inParallel(_ scripts: [String]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for script in scripts {
                group.addTask { try await shop.sql("SET synchronous_commit = off;\n\(script);") }
            }
            try await group.waitForAll()
        }
    }

    /// `search` and `search_text` are what the trigger `products_set_search` makes of these rows.
    private static func insert(_ ids: ClosedRange<Int>) -> String {
        """
        SET session_replication_role = replica;
        SET work_mem = '64MB';
        WITH sentence AS MATERIALIZED (
            SELECT n, text, setweight(to_tsvector('simple', search_words(text)), 'D') AS words
            FROM (SELECT n, \(CatalogWords.description) AS text FROM generate_series(0, 9999) AS n) AS made
        ), product AS (
            SELECT id, \(CatalogWords.name) AS name, sentence.text AS description, sentence.words,
                   'BN-' || id AS sku, 1 + h2 % \(brands) AS brand_id, 21 + h1 % \(leaves) AS category_id,
                   100 + h3 % 50000 AS price
            FROM (SELECT id, abs(hashint8extended(id, 1)) AS h1, abs(hashint8extended(id, 2)) AS h2,
                         abs(hashint8extended(id, 3)) AS h3
                  FROM generate_series(\(ids.lowerBound)::bigint, \(ids.upperBound)) AS id) AS numbered
            JOIN sentence ON sentence.n = h3 % 10000
        )
        INSERT INTO products (id, sku, name, slug, description, price, compare_at_price, category_id, brand_id, is_active,
                              is_featured, in_stock, search, search_text, created_at, updated_at)
        SELECT id, sku, name, replace(lower(name), ' ', '-') || '-' || id, description, price,
               CASE WHEN id % 5 = 0 THEN price + 500 END, category_id, brand_id, id % 199 <> 0, id % 50 = 0, id % 23 <> 0,
               setweight(to_tsvector('simple', lower(name)), 'A')
                   || setweight(to_tsvector('simple', 'maker ' || brand_id || ' bn ' || id || ' bn' || id), 'B') || words,
               lower(name) || ' maker ' || brand_id || ' bn ' || id || ' bn' || id,
               timestamptz '2026-01-01 00:00Z' + id * interval '10 seconds',
               timestamptz '2026-01-01 00:00Z' + id * interval '10 seconds'
        FROM product
        ORDER BY id;
        INSERT INTO inventory (product_id, stock)
            SELECT id, CASE WHEN id % 23 = 0 THEN 0 ELSE 1000000 + id % 1000 END
            FROM generate_series(\(ids.lowerBound)::bigint, \(ids.upperBound)) AS id;
        INSERT INTO tallies
            SELECT name, amount
            FROM (SELECT count(*) AS every, count(*) FILTER (WHERE id % 199 <> 0) AS active
                  FROM generate_series(\(ids.lowerBound)::bigint, \(ids.upperBound)) AS id) AS counted,
                 LATERAL (VALUES ('products', every), ('products.active', active)) AS tally (name, amount);
        SELECT setval(pg_get_serial_sequence('products', 'id'), greatest(\(ids.upperBound), (SELECT max(id) FROM products)))
        """
    }
}
