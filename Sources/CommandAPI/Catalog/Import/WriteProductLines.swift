import Domain
import Postgres

/// Creates the products of some lines, or updates those whose SKU exists, in one transaction.
///
/// What a line does not mention stays as it is. A product whose line says what it already is stays untouched: no event,
/// no new version.
struct WriteProductLines {
    /// No SKU twice.
    let lines: [ProductLine]
    /// Of a new product whose line does not say.
    let defaultStock: Int

    func run(on transaction: Transaction) async throws -> BatchOutcome {
        try await transaction.keepCategoriesInPlace()
        let places = try await ResolvePlaces(lines: lines).run(on: transaction)
        var outcome = BatchOutcome()
        var open: [ProductLine] = []
        for line in lines {
            if case .slug(let slug)? = line.category, places.category(of: line) == nil {
                outcome.refused.append(RefusedLine(line: line.line, reason: .unknownCategory(slug: slug)))
            } else {
                open.append(line)
            }
        }
        while !open.isEmpty {
            let existing = try await LockedProduct.lock(skus: open.map(\.sku), on: transaction)
            let bySKU = Dictionary(existing.map { ($0.content.sku ?? "", $0) }) { first, _ in first }
            outcome = try await outcome + update(open, bySKU, places, on: transaction)
            let missing = open.filter { bySKU[$0.sku] == nil }
            // Whose SKU or slug somebody took at this moment is not inserted: it is tried again with what stands now.
            open = try await insert(missing, places, on: transaction)
            outcome.created += missing.count - open.count
        }
        return outcome
    }

    private func update(
        _ lines: [ProductLine], _ existing: [String: LockedProduct], _ places: ResolvedPlaces,
        on transaction: Transaction
    ) async throws -> BatchOutcome {
        let found = lines.compactMap { line in existing[line.sku].map { (line: line, old: $0) } }
        let changed = try await UpdateProducts(
            items: found.map { .init(old: $0.old, content: $0.line.content(over: $0.old.content, places)) }
        ).run(on: transaction)
        let restocked = try await SetStocks(
            items: found.map { .init(old: $0.old, stock: $0.line.stock ?? $0.old.stock) }
        ).run(on: transaction)
        let updated = changed.union(restocked).count
        return BatchOutcome(updated: updated, unchanged: found.count - updated)
    }

    /// - Returns: The lines that were not inserted.
    private func insert(
        _ lines: [ProductLine], _ places: ResolvedPlaces, on transaction: Transaction
    ) async throws -> [ProductLine] {
        guard !lines.isEmpty else { return [] }
        let slugs = try await FreeSlugs(kind: .product).slugs(for: lines.map(\.name), on: transaction)
        let items = zip(lines, slugs).map { line, slug in
            let new = ProductContent(sku: line.sku, name: line.name, slug: slug, price: line.price)
            return InsertProducts.Item(content: line.content(over: new, places), stock: line.stock ?? defaultStock)
        }
        let inserted = try await InsertProducts(items: items).run(on: transaction)
        return zip(lines, slugs).filter { inserted[$1] == nil }.map(\.0)
    }
}

extension ProductLine {
    /// What the product is when this line has been applied. The slug stays: addresses outlive names.
    fileprivate func content(over old: ProductContent, _ places: ResolvedPlaces) -> ProductContent {
        var content = old
        content.name = name
        content.price = price
        if let description { content.description = description }
        if let compareAtPrice { content.compareAtPrice = compareAtPrice }
        if brand != nil { content.brand = places.brand(of: self) }
        if category != nil { content.category = places.category(of: self) }
        if let imageURLs { content.imageURLs = imageURLs }
        if let isActive { content.isActive = isActive }
        if let isFeatured { content.isFeatured = isFeatured }
        return content
    }
}
