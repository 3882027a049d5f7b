import Domain
import Events
import Postgres
import WebAPI

/// Deletes a product, or deactivates it when an order has it: what was sold stays in the books.
struct DeleteProduct: Sendable {
    let product: ProductID

    enum Refused: Refusal {
        case noSuchProduct
    }

    func run(on transaction: Transaction) async throws {
        guard let old = try await LockedProduct.lock(product, for: .deletion, on: transaction) else {
            throw Refused.noSuchProduct
        }
        guard try await !isOrdered(on: transaction) else {
            var content = old.content
            content.isActive = false
            try await UpdateProducts(items: [.init(old: old, content: content)]).run(on: transaction)
            return
        }
        let paths = try await CategoryPaths.of([old.content.category].compactMap(\.self), on: transaction)
        let delete: Statement = "DELETE FROM products WHERE id = \(product)"
        try await transaction.execute(delete.prepared("delete_product"))
        try await transaction.record(
            .product(
                ProductChange(
                    kind: .deleted, id: product, attributes: [.membership],
                    categories: paths.path(of: old.content.category), brands: old.content.brand.map { [$0] } ?? [])))
    }

    /// The product is locked against new references, so that the answer holds. (`order_items_product_kept` would refuse
    /// the deletion otherwise, and with it the transaction.)
    private func isOrdered(on transaction: Transaction) async throws -> Bool {
        let statement: Statement = "SELECT EXISTS (SELECT FROM order_items WHERE product_id = \(product))"
        return try await transaction.one(statement.prepared("is_product_ordered"), as: Bool.self)
    }
}

extension DeleteProduct.Refused {
    var problem: Problem {
        switch self {
        case .noSuchProduct: Problem(.notFound)
        }
    }
}
