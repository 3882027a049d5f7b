/// Pages that each are another one: what people look at in a shop, with little repetition.
enum ColdPages {
    /// Pages that a walk by cursors takes: twenty products each, of ten thousand.
    static let depth = 480

    static let warmUp =
        (0..<20).map { "/api/products/?min_price=3.\(10 + $0)&search=slow" }
        + (0..<20).map { "/api/products/?min_price=2.\(10 + $0)" }

    /// 300 list pages: categories and brands with their filters and orders, pages of the whole catalog.
    static let lists: [String] = {
        let orderings = ["-created_at", "price", "-price", "name"]
        let shelves = (1...100).map { "/api/products/?category=shelf-\($0)&ordering=\(orderings[$0 % 3])" }
        let departments = (1...20).flatMap { department in
            [orderings[department % 3], orderings[3]].map {
                "/api/products/?category=department-\(department)&ordering=\($0)"
            }
        }
        let brands = (1...60).map { "/api/products/?brand=maker-\($0)&in_stock=true&ordering=\(orderings[$0 % 3])" }
        let prices = (1...60).map { "/api/products/?min_price=\($0 * 4).00&max_price=\($0 * 4 + 40).50&ordering=price" }
        let pages = (2...41).map { "/api/products/?page=\($0)&ordering=\(orderings[$0 % 4])" }
        return interleaved([shelves, departments, brands, prices, pages])
    }()

    /// 150 searches: one word, two, a beginning, a mistake, a brand, a SKU.
    static let searches: [String] = {
        let words = CatalogWords.self
        let things = words.things.map { $0 }
        let pairs = (0..<50).map { n in
            "\(words.materials[n % words.materials.count])+\(things[n * 7 % things.count])"
        }
        let beginnings = things.prefix(25).map { String($0.prefix(3)) }
        let mistakes = things.prefix(25).map { $0 + "e" }
        let brands = (1...15).map { "maker+\($0)+\(things[$0])" }
        let numbers = (1...10).map { "bn-\($0 * 917)" }
        let found = interleaved([Array(things.prefix(25)), pairs, Array(beginnings), Array(mistakes), brands, numbers])
        return found.map { "/api/products/?search=\($0)" }
    }()

    static func nextCursor(_ body: String) -> String? {
        guard let name = body.firstRange(of: "\"next_cursor\":\"") else { return nil }
        return String(body[name.upperBound...].prefix { $0 != "\"" })
    }

    /// The kinds mixed, so that none meets the machine in one mood.
    private static func interleaved(_ kinds: [[String]]) -> [String] {
        let longest = kinds.map(\.count).max() ?? 0
        return (0..<longest).flatMap { place in kinds.compactMap { $0.indices.contains(place) ? $0[place] : nil } }
    }
}
