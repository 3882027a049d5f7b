import Domain
import Events
import Postgres
import WebAPI

/// How many products each further choice would leave: by category, brand, price and availability. A sale leaves it as it
/// is, unless the last piece goes or the first one comes.
struct ShowFacets: Sendable {
    let context: QueryContext

    func page(_ filters: ProductFilters, _ mode: ReadMode) async throws -> Served<Document?> {
        let parameters = filters.parameters(currency: context.currency)
        let key = CacheKey(filters.search == nil ? .list : .search, PageLinks.reference("facets", parameters))
        return try await context.documents.value(for: key, mode) {
            let (scope, source) = try await context.references.scope(of: filters, mode)
            let tags = filters.facetTags(scope)
            var facets = try await read(filters, scope, .asTyped, tags, mode)
            var basis = facets.basis + scope.basis
            if facets.value.count(filters) == 0, filters.forgivesTypos {
                facets = try await read(filters, scope, .corrected, tags, mode)
                basis += facets.basis
            }
            let document = Document(facets.value.json(filters, currency: context.currency))
            return Served(
                stamped: Stamped(document, basis: basis), source: source == .stale ? .stale : .database)
        }
    }

    private func read(
        _ filters: ProductFilters, _ scope: ProductScope, _ spelling: Spelling, _ tags: [Tag], _ mode: ReadMode
    ) async throws -> Stamped<Facets> {
        let words = filters.search.map { FindWords(search: $0, spelling: spelling) }
        return try await context.longReads.facets.read(mode) { database in
            let wording = try await words?.match(database)
            let conditions = ProductConditions(filters: filters, scope: scope, match: wording?.match)
            let facets = try await database.one(FacetStatement(conditions: conditions).select, as: Facets.self)
            let asOf = min(facets.position, wording?.asOf ?? facets.position)
            return Stamped(facets, basis: [Basis(asOf: asOf, tags: tags + (words?.tags ?? []))])
        }.stamped
    }
}

extension ProductFilters {
    /// What a change of would change the facets, which show the names of categories and brands, too.
    fileprivate func facetTags(_ scope: ProductScope) -> [Tag] {
        var attributes: [Tag.Attribute] = [.membership, .price, .availability]
        if search != nil { attributes.append(.name) }
        return attributes.flatMap { attribute in scope.facetScopes.map { Tag(attribute, $0) } }
            + [Tag(.content, .categories), Tag(.content, .brands)]
    }
}
