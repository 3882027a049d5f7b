import Domain
import Postgres

/// Finds slugs that nobody has, for several things of one kind at once.
///
/// They are free when looked up; the insert that uses them decides (`ON CONFLICT DO NOTHING`), and a caller that lost one
/// asks again.
struct FreeSlugs {
    enum Kind {
        case product
        case category
        case brand

        /// What stands for a name without letters or digits.
        fileprivate var fallback: String {
            switch self {
            case .product: "product"
            case .category: "category"
            case .brand: "brand"
            }
        }

        private var table: Statement {
            switch self {
            case .product: "products"
            case .category: "categories"
            case .brand: "brands"
            }
        }

        /// A slug that something had before still leads there, and is left to it.
        fileprivate func taken(among candidates: [String]) -> Statement {
            let statement: Statement = """
                SELECT slug FROM \(table) WHERE slug = ANY(\(candidates))
                UNION ALL
                SELECT slug FROM old_slugs WHERE kind = \(fallback) AND slug = ANY(\(candidates))
                """
            return statement.prepared("taken_\(fallback)_slugs")
        }
    }

    let kind: Kind

    /// A slug for each name, in their order, all different: the plain one, or else with the lowest free number.
    func slugs(for names: [String], on transaction: Transaction) async throws -> [String] {
        let plain = names.map { Slug(naming: $0, fallback: kind.fallback) }
        var found = [String?](repeating: nil, count: names.count)
        var used: Set<String> = []
        // A name may have been used thousands of times: the further the search goes, the more it asks at once.
        var numbers = 1..<2
        while true {
            let open = found.indices.filter { found[$0] == nil }
            guard !open.isEmpty else { return found.compactMap(\.self) }
            let candidates = Set(open.map { plain[$0] }).flatMap { slug in numbers.map(slug.numberedFromTwo) }
            used.formUnion(try await transaction.query(kind.taken(among: candidates), as: String.self))
            for index in open {
                found[index] = numbers.lazy.map(plain[index].numberedFromTwo).first { !used.contains($0) }
                if let slug = found[index] { used.insert(slug) }
            }
            numbers = numbers.upperBound..<numbers.upperBound + min(numbers.count * 8, 4_096)
        }
    }
}

extension Slug {
    /// The slug itself for 1.
    fileprivate func numberedFromTwo(_ number: Int) -> String { number == 1 ? text : numbered(number) }
}
