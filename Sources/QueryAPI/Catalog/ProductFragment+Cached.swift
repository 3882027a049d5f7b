import Domain
import Events
import ReadModels

extension ProductFragment: CacheValue {
    var size: Int { prefix.count + suffix.count + 64 }

    func encode(to writer: inout BinaryWriter) {
        writer.write(prefix)
        writer.write(suffix)
        writer.write(price)
        writer.write(stock)
        writer.write(stockVersion)
    }

    init(from reader: inout BinaryReader) throws(CorruptEntry) {
        self.init(
            prefix: try reader.bytes(), suffix: try reader.bytes(), price: try reader.text(),
            stock: Int(try reader.integer()),
            stockVersion: try reader.integer())
    }
}

/// What a fragment rests on: two parts, because the stock is kept up to date by events and the rest is not.
enum FragmentBasis {
    static func of(_ product: ProductRecord, asOf: Int64) -> [Basis] {
        var tags = [Tag(.content, .product(product.id))]
        if let category = product.category { tags.append(Tag(.content, .category(category.id))) }
        if let brand = product.brand { tags.append(Tag(.content, .brand(brand.id))) }
        return [Basis(asOf: asOf, tags: tags), stock(of: product.id, asOf: asOf)]
    }

    static func stock(of id: ProductID, asOf: Int64) -> Basis { Basis(asOf: asOf, tags: [Tag(.stock, .product(id))]) }

    /// Of the knowledge that there is no such product for the public.
    static func absence(of id: ProductID, asOf: Int64) -> [Basis] {
        [Basis(asOf: asOf, tags: [Tag(.content, .product(id))])]
    }
}
