import Domain
import Postgres

/// Creates the products of some lines, or updates those that exist, in one transaction.
///
/// What a line does not mention stays as it is. A product whose line says what it already is stays untouched: no event,
/// no new version. Each product that is made or changed has a row of the audit trail.
struct WriteProductLines {
    /// No key twice.
    let lines: [ProductLine]
    /// Of a new product whose line does not say.
    let defaultStock: Int
    let currency: Currency
    /// Whose import it is.
    let author: AuditAuthor

    func run(on transaction: Transaction) async throws -> BatchOutcome {
        try await transaction.keepCategoriesInPlace()
        let places = try await ResolvePlaces(lines: lines, author: author).run(on: transaction)
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
            let found = try await ExistingProducts.lock(for: open, on: transaction)
            outcome.refused += found.refused
            outcome.superseded += found.superseded
            outcome = try await outcome + update(found.changes, places, on: transaction)
            // Whose SKU or slug somebody took at this moment is not inserted: it is tried again with what stands now.
            open = try await insert(found.missing, places, on: transaction)
            outcome.created += found.missing.count - open.count
        }
        return outcome
    }

    private func update(
        _ found: [ExistingProducts.Change], _ places: ResolvedPlaces, on transaction: Transaction
    ) async throws -> BatchOutcome {
        let changed = try await UpdateProducts(
            items: found.map { .init(old: $0.old, content: $0.line.content(over: $0.old.content, places)) }
        ).run(on: transaction)
        let restocked = try await SetStocks(
            items: found.map { .init(old: $0.old, stock: $0.line.stock ?? $0.old.stock) }
        ).run(on: transaction)
        let updated = changed.union(restocked)
        try await transaction.audit(
            found.filter { updated.contains($0.old.id) }.map { change in
                let old = change.old
                let (content, stock) = (change.line.content(over: old.content, places), change.line.stock ?? old.stock)
                return .importedProduct(
                    old.id, before: old.content.auditJSON(stock: old.stock, currency),
                    after: content.auditJSON(stock: stock, currency))
            }, by: author)
        return BatchOutcome(updated: updated.count, unchanged: found.count - updated.count)
    }

    /// Slugs that lines ask for go first, so that none is made from a name that one of them wants.
    /// - Returns: The lines that were not inserted.
    private func insert(
        _ lines: [ProductLine], _ places: ResolvedPlaces, on transaction: Transaction
    ) async throws -> [ProductLine] {
        let chosen = lines.filter { $0.slug != nil }
        let unnamed = lines.filter { $0.slug == nil }
        return try await insert(chosen, slugs: chosen.compactMap(\.slug), places, on: transaction)
            + insert(
                unnamed, slugs: FreeSlugs(kind: .product).slugs(for: unnamed.map(\.name), on: transaction), places,
                on: transaction)
    }

    private func insert(
        _ lines: [ProductLine], slugs: [String], _ places: ResolvedPlaces, on transaction: Transaction
    ) async throws -> [ProductLine] {
        let items = zip(lines, slugs).map { line, slug in
            let new = ProductContent(sku: line.sku, name: line.name, slug: slug, price: line.price)
            return InsertProducts.Item(content: line.content(over: new, places), stock: line.stock ?? defaultStock)
        }
        let inserted = try await InsertProducts(items: items).run(on: transaction)
        try await transaction.audit(
            items.compactMap { item in
                inserted[item.content.slug].map { id in
                    .importedProduct(id, after: item.content.auditJSON(stock: item.stock, currency))
                }
            }, by: author)
        return zip(lines, slugs).filter { inserted[$1] == nil }.map(\.0)
    }
}

extension ProductLine {
    /// What the product is when this line has been applied. A slug that the line does not give stays: addresses outlive
    /// names.
    fileprivate func content(over old: ProductContent, _ places: ResolvedPlaces) -> ProductContent {
        var content = old
        content.name = name
        content.price = price
        if let slug { content.slug = slug }
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
