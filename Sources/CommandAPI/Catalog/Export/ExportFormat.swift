import Domain
import HTTPTypes
import JSON

/// How the lines of an export are written; an import reads both.
enum ExportFormat: String, Sendable, CaseIterable {
    case ndjson
    case csv

    /// What a client that names no format accepts: CSV only when it says so.
    init(accepting header: String?) {
        let types = (header ?? "").lowercased().split(separator: ",").map { range in
            range.prefix { $0 != ";" }.filter { !$0.isWhitespace }
        }
        let takesLines = types.contains { $0.contains("json") }
        self = types.contains("text/csv") && !takesLines ? .csv : .ndjson
    }

    var contentType: String {
        switch self {
        case .ndjson: "application/x-ndjson"
        case .csv: "text/csv; charset=utf-8"
        }
    }

    /// What stands before the first product.
    var header: [UInt8] {
        switch self {
        case .ndjson: []
        case .csv: Array((Self.columns.joined(separator: ",") + "\r\n").utf8)
        }
    }

    func append(_ product: ExportedProduct, _ currency: Currency, to bytes: inout [UInt8]) {
        switch self {
        case .ndjson: bytes += Self.json(product, currency) + [UInt8(ascii: "\n")]
        case .csv: Self.appendRecord(product, currency, to: &bytes)
        }
    }

    private static let columns = [
        "sku", "slug", "name", "description", "price", "compare_at_price", "currency", "stock", "brand", "category",
        "images", "is_active", "is_featured",
    ]

    private static func json(_ product: ExportedProduct, _ currency: Currency) -> [UInt8] {
        var json = JSONWriter(reserving: 384 + product.description.utf8.count)
        json.object { json in
            json.member("sku", product.sku)
            json.member("slug", product.slug)
            json.member("name", product.name)
            json.member("description", product.description)
            json.member("price", product.price.text(in: currency))
            json.member("compare_at_price", product.compareAtPrice?.text(in: currency))
            json.member("currency", currency.code)
            json.member("stock", product.stock)
            json.member("brand", product.brand)
            json.member("category", product.category)
            json.member("images", product.imageURLs)
            json.member("is_active", product.isActive)
            json.member("is_featured", product.isFeatured)
        }
        return json.bytes
    }

    /// In the order of `columns`.
    private static func appendRecord(_ product: ExportedProduct, _ currency: Currency, to bytes: inout [UInt8]) {
        let fields = [
            product.sku ?? "", product.slug, product.name, product.description, product.price.text(in: currency),
            product.compareAtPrice?.text(in: currency) ?? "", currency.code, String(product.stock),
            product.brand ?? "", CategoryText.text(of: product.category), ImageText.text(of: product.imageURLs),
            String(product.isActive), String(product.isFeatured),
        ]
        for (place, field) in fields.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            CSVField.append(field, to: &bytes)
        }
        bytes += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    }
}

/// One field of RFC 4180, in quotes where it needs them.
enum CSVField {
    static func append(_ text: String, to bytes: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        let isPlain = text.utf8.allSatisfy { $0 != quote && $0 != UInt8(ascii: ",") && $0 >= 0x20 }
        guard !isPlain else { return bytes.append(contentsOf: text.utf8) }
        bytes.append(quote)
        for byte in text.utf8 {
            if byte == quote { bytes.append(quote) }
            bytes.append(byte)
        }
        bytes.append(quote)
    }
}
