import Domain
import JSON

extension AuditEntry {
    /// What an import made of a product, in the words of a product's other changes, so that they are found together.
    /// - Parameter before: nil for a new one.
    static func importedProduct(_ product: ProductID, before: [UInt8]? = nil, after: [UInt8]) -> AuditEntry {
        AuditEntry(
            action: before == nil ? "product.create" : "product.update", object: .product(product), before: before,
            after: after)
    }

    /// A brand or a category that an import made because a line names it.
    static func importedPlace(
        _ kind: String, _ id: Int64, name: String, slug: String, parent: CategoryID? = nil
    ) -> AuditEntry {
        var json = JSONWriter()
        json.object { json in
            json.member("name", name)
            json.member("slug", slug)
            if let parent { json.member("parent", parent) }
        }
        return AuditEntry(action: "\(kind).create", object: AuditObject(kind, id), after: json.bytes)
    }
}

extension ProductContent {
    /// What an import can change of a product, from what is known without asking: category and brand by their ids.
    func auditJSON(stock: Int, _ currency: Currency) -> [UInt8] {
        var json = JSONWriter(reserving: 384 + description.utf8.count)
        json.object { json in
            json.member("sku", sku)
            json.member("slug", slug)
            json.member("name", name)
            json.member("description", description)
            json.member("price", price.text(in: currency))
            json.member("compare_at_price", compareAtPrice?.text(in: currency))
            json.member("stock", stock)
            json.member("category", category)
            json.member("brand", brand)
            json.member("images", imageURLs)
            json.member("is_active", isActive)
            json.member("is_featured", isFeatured)
        }
        return json.bytes
    }
}
