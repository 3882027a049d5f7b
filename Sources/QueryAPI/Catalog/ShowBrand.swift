import Domain
import Postgres
import ReadModels

/// One brand, by its id or slug.
struct ShowBrand: Sendable {
    let context: QueryContext

    /// Nil when there is no such active brand.
    func page(_ reference: Reference<Entity.Brand>, _ mode: ReadMode) async throws -> Served<Document?> {
        try await context.documents.value(for: CacheKey(.brand, "detail \(reference.text)"), mode) {
            let found = try await context.references.brand(reference, mode)
            guard let brand = found.value else { return .composed(nil, of: [found.part]) }
            if reference.isOutdated(by: brand.slug) {
                return .composed(.moved(to: NamedThings.brands.path(brand.slug)), of: [found.part])
            }
            let statement: Statement = """
                SELECT (SELECT position FROM event_head), \(BrandRecord.columns)
                FROM brands b WHERE b.id = \(brand.id) AND b.is_active
                """
            return try await context.longReads.lists.read(mode) { database in
                let row = try await database.first(
                    statement.prepared("brand_detail"), as: Positioned<BrandRecord>.self)
                let basis = Basis(asOf: row?.position ?? Basis.nowhere, tags: ListBrands.tags)
                return Stamped(row.map { Document($0.record.json) }, basis: [basis])
            }.resting(also: found.stamped.basis)
        }
    }
}
