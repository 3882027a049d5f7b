import Domain

/// What an invoice says, word for word: its two forms, PDF and HTML, differ only in how they set it.
struct InvoiceContent {
    struct Fact: Equatable {
        let label: String
        let value: String
    }

    struct Row: Equatable {
        let name: String
        let sku: String?
        let quantity: String
        let price: String
        let amount: String
    }

    /// As many lines of an address as are printed one below the other.
    private static let addressLines = 8
    private static let noteLines = 12

    let title: String
    let seller: String
    let sellerLines: [String]
    let facts: [Fact]
    let customer: String
    let customerLines: [String]
    /// Stands out from the rest; nil for an order that goes its way.
    let notice: String?
    let columns = Row(name: "Item", sku: nil, quantity: "Quantity", price: "Price", amount: "Amount")
    let rows: [Row]
    let total: Fact
    /// The customer's own words.
    let notes: [String]
    let footer: [String]

    init(_ invoice: Invoice) {
        let amounts = AmountText(currency: invoice.currency)
        title = "Invoice \(invoice.number.text)"
        seller = PrintableText.line(invoice.seller.name)
        let taxID = PrintableText.line(invoice.seller.taxID)
        sellerLines =
            PrintableText.lines(invoice.seller.address, maximum: Self.addressLines)
            + (taxID.isEmpty ? [] : ["Tax ID \(taxID)"])
        facts = [
            Fact(label: "Invoice number", value: invoice.number.text),
            Fact(label: "Invoice date", value: Self.date(invoice.issuedAt)),
            Fact(label: "Order", value: invoice.orderNumber),
            Fact(label: "Order date", value: Self.date(invoice.orderedAt)),
        ]
        let email = PrintableText.line(invoice.customer.email)
        let name = PrintableText.line(invoice.customer.name)
        customer = name.isEmpty ? email : name
        customerLines =
            (PrintableText.lines(invoice.customer.address, maximum: Self.addressLines)
            + [PrintableText.line(invoice.customer.phone), name.isEmpty ? "" : email]).filter { !$0.isEmpty }
        notice = invoice.cancelledAt.map { "This order was cancelled on \(Self.date($0))." }
        rows = invoice.lines.map { Row($0, amounts) }
        total = Fact(label: "Total", value: amounts.withCurrency(invoice.total))
        notes = PrintableText.lines(invoice.notes, maximum: Self.noteLines)
        footer = PrintableText.lines(invoice.seller.footer, maximum: 3)
    }

    /// A day in UTC, as `2026-11-21`.
    private static func date(_ time: Timestamp) -> String { String(time.description.prefix(10)) }
}

extension InvoiceContent.Row {
    fileprivate init(_ line: Invoice.Line, _ amounts: AmountText) {
        let sku = PrintableText.line(line.sku ?? "")
        self.init(
            name: PrintableText.line(line.name), sku: sku.isEmpty ? nil : sku,
            quantity: AmountText.grouped(String(line.quantity)), price: amounts.plain(line.price),
            amount: amounts.plain(line.price.times(line.quantity) ?? .zero))
    }
}
