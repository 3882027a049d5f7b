import Domain
import ReadModels
import WebAPI

/// One product, by its id or slug.
struct ShowProduct: Sendable {
    let context: QueryContext

    /// Nil when there is none that is public.
    func page(_ reference: Reference<Entity.Product>, _ mode: ReadMode) async throws -> Served<Document?> {
        try await context.documents.value(for: CacheKey(.page, "product \(reference.text)"), mode) {
            switch reference {
            case .id(let id):
                let fragment = try await context.products.fragment(of: id, mode)
                return .composed(fragment.value.map { Document($0.bytes) }, of: [fragment.part])
            case .slug(let slug):
                let name = try await context.references.product(slug, mode)
                guard let found = name.value else { return .composed(nil, of: [name.part]) }
                let fragment = try await context.products.fragment(of: found.id, mode)
                let document = fragment.value.map { fragment in
                    reference.isOutdated(by: found.slug)
                        ? Document.moved(to: NamedThings.products.path(found.slug)) : Document(fragment.bytes)
                }
                return .composed(document, of: [name.part, fragment.part])
            }
        }
    }
}
