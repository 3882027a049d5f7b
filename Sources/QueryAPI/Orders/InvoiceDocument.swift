import HTTPTypes
import Invoices
import WebAPI

/// The forms in which an invoice is had.
enum InvoiceFormat: String, CaseIterable {
    case pdf = "application/pdf"
    case html = "text/html"

    /// PDF, unless the client would rather have a page.
    init(accepting headers: HTTPFields) {
        let type = ContentNegotiation.preferred(Self.allCases.map(\.rawValue), for: headers)
        self = type.flatMap(InvoiceFormat.init) ?? .pdf
    }

    var contentType: String { self == .html ? "text/html; charset=utf-8" : rawValue }

    var suffix: String { self == .html ? "html" : "pdf" }
}

/// An invoice as it is sent, with its number.
struct InvoiceDocument: Sendable {
    let number: String
    let document: Document
}

extension InvoiceDocument: CacheValue {
    var size: Int { document.size + number.utf8.count }

    func encode(to writer: inout BinaryWriter) {
        writer.write(number)
        document.encode(to: &writer)
    }

    init(from reader: inout BinaryReader) throws(CorruptEntry) {
        self.init(number: try reader.text(), document: try Document(from: &reader))
    }
}
