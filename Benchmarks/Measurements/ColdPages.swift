/// Pages that each are another one: what people look at in a shop, with little repetition.
struct ColdPages: Sendable {
    struct Page: Sendable, Equatable {
        /// What it is an example of.
        let kind: String
        let path: String
    }

    /// Pages that a walk by cursors takes, and products on each of them: to the ten thousandth.
    static let depth = 480
    static let pageSize = 20

    /// Counted nowhere: what comes before is not asked for again, but has the database read its tables as that of a shop
    /// that runs has. It was filled, and its indexes made, just now.
    static let warmUp: [Page] = {
        let adjectives = CatalogWords.adjectives
        return interleaved([
            pages("category", (101...160).map { "category=shelf-\($0)" }),
            pages("brand", (61...100).map { "brand=maker-\($0)&in_stock=true&ordering=price" }),
            pages("price", (61...100).map { "min_price=\($0 * 4).00&max_price=\($0 * 4 + 40).50&ordering=price" }),
            pages("page", (42...51).flatMap { page in ["price", "name"].map { "page=\(page)&ordering=\($0)" } }),
            searches("one word", adjectives),
            searches("two words", adjectives.map { "\($0)+oak" }),
            searches("a mistake", adjectives.map { $0 + "e" }),
        ])
    }()

    /// 300 list pages: categories and brands with their filters and orders, prices, pages of the whole catalog.
    static let lists: [Page] = {
        let orderings = ["-created_at", "price", "-price", "name"]
        return interleaved([
            pages("category", (1...100).map { "category=shelf-\($0)&ordering=\(orderings[$0 % 3])" }),
            pages(
                "department",
                (1...20).flatMap { department in
                    [orderings[department % 3], "name"].map { "category=department-\(department)&ordering=\($0)" }
                }),
            pages("brand", (1...60).map { "brand=maker-\($0)&in_stock=true&ordering=\(orderings[$0 % 3])" }),
            pages("price", (1...60).map { "min_price=\($0 * 4).00&max_price=\($0 * 4 + 40).50&ordering=price" }),
            pages("page", (2...41).map { "page=\($0)&ordering=\(orderings[$0 % 4])" }),
        ])
    }()

    /// 150 searches.
    static let searches: [Page] = {
        let (things, materials) = (CatalogWords.things, CatalogWords.materials)
        let pairs = (0..<50).map { "\(materials[$0 % materials.count])+\(things[$0 * 7 % things.count])" }
        return interleaved([
            searches("one word", things.prefix(25)),
            searches("two words", pairs),
            searches("a beginning", things.prefix(25).map { String($0.prefix(3)) }),
            searches("a mistake", things.prefix(25).map { $0 + "e" }),
            searches("a brand's", (1...15).map { "maker+\($0)+\(things[$0])" }),
            searches("a SKU", (1...10).map { "bn-\($0 * 917)" }),
        ])
    }()

    static func nextCursor(_ body: String) -> String? {
        guard let name = body.firstRange(of: "\"next_cursor\":\"") else { return nil }
        return String(body[name.upperBound...].prefix { $0 != "\"" })
    }

    private static func searches(_ kind: String, _ words: some Sequence<String>) -> [Page] {
        pages(kind, words.map { "search=\($0)" })
    }

    private static func pages(_ kind: String, _ queries: [String]) -> [Page] {
        queries.map { Page(kind: kind, path: "/api/products/?\($0)") }
    }

    /// The kinds mixed, so that none meets the machine in one mood.
    private static func interleaved(_ kinds: [[Page]]) -> [Page] {
        let longest = kinds.map(\.count).max() ?? 0
        return (0..<longest).flatMap { place in kinds.compactMap { $0.indices.contains(place) ? $0[place] : nil } }
    }
}
