import Domain
import Events
import Postgres
import WebAPI

/// Changes the list of a product's images while nobody else changes the product.
struct EditImages: Sendable {
    let product: ProductID

    enum Refused: Refusal {
        case noSuchProduct
    }

    /// A list that is left as it was causes no event.
    /// - Parameter edit: what it throws leaves everything as it was.
    /// - Returns: The list before and after.
    @discardableResult
    func run(
        on transaction: Transaction, _ edit: (inout ImageList) throws -> Void
    ) async throws -> (before: ImageList, after: ImageList) {
        guard let locked = try await LockedProduct.lock(product, on: transaction),
            let before = try await ImageList.load(of: product, on: transaction)
        else { throw Refused.noSuchProduct }
        var after = before
        try edit(&after)
        guard after != before else { return (before, after) }
        let update: Statement = """
            UPDATE products SET images = \(after.stored), version = version + 1, updated_at = now()
            WHERE id = \(product)
            """
        try await transaction.execute(update.prepared("set_images"))
        let paths = try await CategoryPaths.of([locked.content.category].compactMap(\.self), on: transaction)
        try await transaction.record(
            .product(
                ProductChange(
                    kind: .changed, id: product, attributes: [], categories: paths.path(of: locked.content.category),
                    brands: locked.content.brand.map { [$0] } ?? [])))
        return (before, after)
    }
}

extension EditImages.Refused {
    var problem: Problem {
        switch self {
        case .noSuchProduct: Problem(.notFound)
        }
    }
}
