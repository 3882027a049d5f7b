import Domain

@testable import Invoices

/// Invoices to print.
enum SampleInvoice {
    static let customer = Invoice.Customer(
        name: "Zoë Ångström", email: "zoe@example.com", address: "Storgatan 5\n114 55 Stockholm\nSweden",
        phone: "+46 8 123 456")

    static let seller = Seller(
        name: "Fjord & Fell Outfitters", address: "Harbour Street 12\n5003 Bergen\nNorway", taxID: "NO 987 654 321 MVA",
        footer: "Payment within 14 days. IBAN NO93 8601 1117 947. Thank you for your order.")

    static func make(
        seller: Seller = seller, customer: Invoice.Customer = customer, cancelledAt: Timestamp? = nil,
        notes: String = "", lines: [Invoice.Line], currency: String = "USD"
    ) -> Invoice {
        Invoice(
            number: InvoiceNumber(year: 2026, sequence: 42), issuedAt: date("2026-11-21T12:00:01Z"), seller: seller,
            customer: customer, orderNumber: "ORD-20261121-000042", orderedAt: date("2026-11-21T12:00:00Z"),
            cancelledAt: cancelledAt, notes: notes, lines: lines,
            total: lines.reduce(.zero) { $0.adding($1.price.times($1.quantity) ?? .zero) ?? $0 }, currency: currency)
    }

    static func line(_ name: String, sku: String? = nil, cents: Int64 = 1_000, quantity: Int = 1) -> Invoice.Line {
        Invoice.Line(name: name, sku: sku, price: Money(minorUnits: cents), quantity: quantity)
    }

    static func lines(_ count: Int) -> [Invoice.Line] {
        (1...count).map { line("Article \($0)", sku: "A-\($0)", cents: Int64($0) * 99, quantity: $0 % 7 + 1) }
    }

    static func date(_ text: String) -> Timestamp {
        guard let time = Timestamp(parsing: text) else { preconditionFailure("\(text) is no time") }
        return time
    }

    /// A word in each script that customers write, with what the reader of the PDF should find.
    static let scripts: [(name: String, text: String)] = [
        ("Latin", "Łódź naïve Straße"), ("Vietnamese", "Tiếng Việt"), ("Greek", "Ελληνικά"), ("Cyrillic", "Українська"),
        ("Arabic", "العربية"), ("Hebrew", "עברית"), ("Devanagari", "हिन्दी"), ("Thai", "ภาษาไทย"),
        ("Tamil", "தமிழ்"), ("Georgian", "ქართული"), ("Armenian", "Հայերեն"), ("Chinese", "简体中文"),
        ("Japanese", "日本語かな"), ("Korean", "한국어"), ("Emoji", "😀"),
    ]
}
