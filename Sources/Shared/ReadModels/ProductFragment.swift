import JSON

/// A product's ready JSON object, in two pieces around the members that a sale changes, so that a new stock is put in
/// without SQL and without an encoder: `prefix` + `"stock":N,"in_stock":B` + `suffix`.
package struct ProductFragment: Sendable, Equatable {
    /// From `{` up to and including the comma before `"stock"`.
    package let prefix: [UInt8]
    /// From the comma after `"in_stock"` up to and including `}`.
    package let suffix: [UInt8]
    /// As the object shows it; sockets tell it alone.
    package let price: String
    package let stock: Int
    /// `inventory.version` that `stock` belongs to.
    package let stockVersion: Int64

    package init(prefix: [UInt8], suffix: [UInt8], price: String, stock: Int, stockVersion: Int64) {
        self.prefix = prefix
        self.suffix = suffix
        self.price = price
        self.stock = stock
        self.stockVersion = stockVersion
    }

    /// The same product with another stock.
    package func with(stock: Int, version: Int64) -> ProductFragment {
        ProductFragment(prefix: prefix, suffix: suffix, price: price, stock: stock, stockVersion: version)
    }

    /// The length of `bytes`, at most; an upper bound good for reserving.
    package var maximumCount: Int { prefix.count + suffix.count + 48 }

    /// Appends the whole object to `bytes`.
    package func append(to bytes: inout [UInt8]) {
        bytes += prefix
        bytes += "\"stock\":".utf8
        bytes += String(stock).utf8
        bytes += (stock > 0 ? ",\"in_stock\":true" : ",\"in_stock\":false").utf8
        bytes += suffix
    }

    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(maximumCount)
        append(to: &bytes)
        return bytes
    }
}
