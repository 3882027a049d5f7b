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
                return page(try await context.products.fragment(of: id, mode), id, under: [])
            case .slug(let slug):
                let name = try await context.references.product(slug, mode)
                guard let found = name.value else { return .composed(nil, of: [name.part]) }
                let fragment = try await context.products.fragment(of: found.id, mode)
                guard reference.isOutdated(by: found.slug) else { return page(fragment, found.id, under: [name.part]) }
                let moved = fragment.value.map { _ in Document.moved(to: NamedThings.products.path(found.slug)) }
                return .composed(moved, of: [name.part, fragment.part])
            }
        }
    }

    /// - Parameter name: what told which product it is.
    private func page(
        _ fragment: Served<ProductFragment?>, _ id: ProductID, under name: [ServedPart]
    ) -> Served<Document?> {
        guard fragment.value != nil else { return .composed(nil, of: name + [fragment.part]) }
        return PageFrame(products: [id], parts: name).page(of: [fragment])
    }
}
