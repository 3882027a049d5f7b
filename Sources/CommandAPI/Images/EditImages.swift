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

    /// A product that stays locked until the transaction's end, with its images.
    struct Begun {
        fileprivate let locked: LockedProduct
        let images: ImageList
    }

    func begin(on transaction: Transaction) async throws -> Begun {
        guard let locked = try await LockedProduct.lock(product, on: transaction),
            let images = try await ImageList.load(of: product, on: transaction)
        else { throw Refused.noSuchProduct }
        return Begun(locked: locked, images: images)
    }

    /// A list that is as it was causes no event.
    func finish(_ begun: Begun, with after: ImageList, on transaction: Transaction) async throws {
        guard after != begun.images else { return }
        let locked = begun.locked
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
    }
}

extension EditImages.Refused {
    var problem: Problem {
        switch self {
        case .noSuchProduct: Problem(.notFound)
        }
    }
}
