import Domain
import Postgres
import WebAPI

/// Changes a product, its stock too; what is as it was before causes no event.
struct ChangeProduct: Sendable {
    let product: ProductID
    let edit: ProductEdit

    enum Refused: Refusal {
        case noSuchProduct
        case unknownCategory
        case unknownBrand
        case slugTaken
        case skuTaken
    }

    func run(on transaction: Transaction) async throws {
        let category = try await edit.category?.find(on: transaction)
        if edit.category != nil, category == nil { throw Refused.unknownCategory }
        let brand = try await edit.brand.resolved(orThrow: Refused.unknownBrand) { try await $0.find(on: transaction) }
        guard let old = try await LockedProduct.lock(product, on: transaction) else { throw Refused.noSuchProduct }
        let content = edit.applied(to: old.content, category: category, brand: brand)
        do {
            try await UpdateProducts(items: [.init(old: old, content: content)]).run(on: transaction)
        } catch let error as PostgresError {
            throw Refused(violated: error.violatedConstraint) ?? error
        }
        try await SetStocks(items: [.init(old: old, stock: edit.stock ?? old.stock)]).run(on: transaction)
    }
}

extension ChangeProduct.Refused {
    fileprivate init?(violated constraint: String?) {
        switch constraint {
        case "products_slug_unique": self = .slugTaken
        case "products_sku_unique": self = .skuTaken
        default: return nil
        }
    }

    var problem: Problem {
        switch self {
        case .noSuchProduct: Problem(.notFound)
        case .unknownCategory: .invalid("category", "names no category")
        case .unknownBrand: .invalid("brand", "names no brand")
        case .slugTaken: Problem(.slugTaken, detail: "Another product has this slug.")
        case .skuTaken: Problem(.skuTaken, detail: "Another product has this SKU.")
        }
    }
}
