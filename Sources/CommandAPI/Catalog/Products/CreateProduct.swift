import Domain
import Postgres
import WebAPI

/// Makes a product. Its slug is made from the name unless one is given.
struct CreateProduct: Sendable {
    let fields: ProductFields
    let slug: Slug?

    enum Refused: Refusal {
        case unknownCategory
        case unknownBrand
        case slugTaken
        case skuTaken
    }

    func run(on transaction: Transaction) async throws -> ProductID {
        guard let category = try await fields.category.find(on: transaction) else { throw Refused.unknownCategory }
        let brand = try await fields.brand?.find(on: transaction)
        if fields.brand != nil, brand == nil { throw Refused.unknownBrand }
        while true {
            let free = try await FreeSlugs(kind: .product).slugs(for: [fields.name], on: transaction)
            let text = slug?.text ?? free[0]
            let content = fields.content(slug: text, category: category, brand: brand)
            let inserted = try await InsertProducts(items: [.init(content: content, stock: fields.stock)])
                .run(on: transaction)
            if let id = inserted[text] { return id }
            if try await isSKUTaken(on: transaction) { throw Refused.skuTaken }
            guard slug == nil else { throw Refused.slugTaken }
            // Somebody took the slug at this moment: the next free one.
        }
    }

    private func isSKUTaken(on transaction: Transaction) async throws -> Bool {
        guard let sku = fields.sku else { return false }
        let statement: Statement = "SELECT EXISTS (SELECT FROM products WHERE sku = \(sku))"
        return try await transaction.one(statement.prepared("is_sku_taken"), as: Bool.self)
    }
}

extension CreateProduct.Refused {
    var problem: Problem {
        switch self {
        case .unknownCategory: .invalid("category", "names no category")
        case .unknownBrand: .invalid("brand", "names no brand")
        case .slugTaken: Problem(.slugTaken, detail: "Another product has this slug.")
        case .skuTaken: Problem(.skuTaken, detail: "Another product has this SKU.")
        }
    }
}
