import Domain
import Postgres

/// Some lines beside the products that exist: whom each changes, which are new, and which ask for a slug that another
/// product has.
struct ExistingProducts {
    struct Change {
        let line: ProductLine
        let old: LockedProduct
    }

    private(set) var changes: [Change] = []
    private(set) var missing: [ProductLine] = []
    private(set) var refused: [RefusedLine] = []
    /// Lines that gave way to a later one about the same product.
    private(set) var superseded = 0

    /// Locks the products that lines name, until the transaction's end.
    /// - Parameter lines: no key twice.
    static func lock(for lines: [ProductLine], on transaction: Transaction) async throws -> ExistingProducts {
        let products = try await LockedProduct.lock(
            skus: lines.compactMap(\.sku), slugs: lines.filter { $0.sku == nil }.compactMap(\.slug), on: transaction)
        let wanted = lines.compactMap(\.slug)
        let owners = try await wanted.isEmpty ? [:] : Self.owners(of: wanted, on: transaction)
        return ExistingProducts(lines, products, slugOwners: owners)
    }

    private init(_ lines: [ProductLine], _ products: [LockedProduct], slugOwners: [String: ProductID]) {
        let bySKU = Dictionary(products.map { ($0.content.sku ?? "", $0) }) { first, _ in first }
        let bySlug = Dictionary(products.map { ($0.content.slug, $0) }) { first, _ in first }
        var places: [ProductID: Int] = [:]
        var taken = Set<String>()
        for line in lines {
            let old =
                switch line.key {
                case .sku(let sku): bySKU[sku]
                case .slug(let slug): bySlug[slug]
                }
            if let slug = line.slug, slug != old?.content.slug,
                slugOwners[slug] != nil || !taken.insert(slug).inserted
            {
                refused.append(RefusedLine(line: line.line, reason: .slugTaken(slug)))
            } else if let old, let place = places[old.id] {
                changes[place] = Change(line: line, old: old)
                superseded += 1
            } else if let old {
                places[old.id] = changes.count
                changes.append(Change(line: line, old: old))
            } else {
                missing.append(line)
            }
        }
    }

    private static func owners(
        of slugs: [String], on transaction: Transaction
    ) async throws -> [String: ProductID] {
        let statement: Statement = "SELECT slug, id FROM products WHERE slug = ANY(\(slugs))"
        let rows = try await transaction.query(
            statement.prepared("owners_of_slugs"), as: (String, ProductID).self)
        return Dictionary(rows) { first, _ in first }
    }
}
