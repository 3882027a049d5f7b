import Domain
import Events

/// A page of a product list, without the products themselves.
struct ProductList: Sendable, Equatable {
    let ids: [ProductID]
    /// Of the whole list.
    let count: Int
    let countIsEstimate: Bool
    /// Leads to what follows this page; nil on the last one.
    let nextCursor: String?
}

extension ProductList: CacheValue {
    var size: Int { ids.count * 8 + (nextCursor?.utf8.count ?? 0) + 64 }

    func encode(to writer: inout BinaryWriter) {
        writer.write(ids.count)
        for id in ids { writer.write(id.rawValue) }
        writer.write(count)
        writer.write(countIsEstimate)
        writer.write(nextCursor ?? "")
    }

    init(from reader: inout BinaryReader) throws(CorruptEntry) {
        var ids: [ProductID] = []
        for _ in 0..<(try reader.count()) { ids.append(ProductID(try reader.integer())) }
        self.ids = ids
        count = Int(try reader.integer())
        countIsEstimate = try reader.bool()
        let cursor = try reader.text()
        nextCursor = cursor.isEmpty ? nil : cursor
    }
}

extension ProductListQuery {
    /// What a change of would change the list: where it looks, in the narrowest scopes.
    func tags(_ scope: ProductScope) -> [Tag] {
        var attributes: [Tag.Attribute] = [.membership]
        if filters.minimumPrice != nil || filters.maximumPrice != nil || filters.isOnSale || ordering.key == .price {
            attributes.append(.price)
        }
        if isSearch || ordering.key == .name { attributes.append(.name) }
        if filters.isInStock || filters.isOutOfStock { attributes.append(.availability) }
        if ordering.key == .stock { attributes.append(.stock) }
        let tags = attributes.flatMap { attribute in scope.tagScopes.map { Tag(attribute, $0) } }
        // Products are found by their brand's name too, which is not theirs to change.
        return isSearch ? tags + [Tag(.content, .brands)] : tags
    }
}
