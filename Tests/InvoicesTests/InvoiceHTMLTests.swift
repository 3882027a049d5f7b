import Domain
import Testing

@testable import Invoices

@Suite struct InvoiceHTMLTests {
    private let nasty = "<script>alert(1)</script> & \"quoted\" 'so' \u{202E}gnp.exe"

    @Test func `A page says the same as the PDF`() {
        let lines = [SampleInvoice.line("Wool Jumper", sku: "WJ-7", cents: 129_999, quantity: 2)]
        let html = page(SampleInvoice.make(lines: lines))
        for expected in [
            "2026-000042", "ORD-20261121-000042", "Fjord &amp; Fell Outfitters", "Zoë Ångström", "Wool Jumper", "WJ-7",
            "1,299.99", "2,599.98\u{A0}USD", "IBAN NO93", "<html lang=\"en\">", "dir=\"auto\"",
        ] {
            #expect(html.contains(expected), "\(expected)")
        }
    }

    @Test func `No text of customers or admins is markup`() {
        let seller = Seller(name: nasty, address: nasty, taxID: nasty, footer: nasty, language: "en\"onload=\"x")
        let customer = Invoice.Customer(name: nasty, email: nasty, address: nasty, phone: nasty)
        let html = page(
            SampleInvoice.make(
                seller: seller, customer: customer, notes: nasty, lines: [SampleInvoice.line(nasty, sku: nasty)],
                currency: "<b>"))
        #expect(!html.contains("<script") && !html.contains("<b>") && !html.contains("\"onload"))
        #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quoted&quot; &#39;so&#39;"))
    }

    @Test func `A text that overrides the direction is alone in its element`() {
        let html = page(SampleInvoice.make(lines: [SampleInvoice.line("\u{202E}gnp.exe")]))
        #expect(html.contains("<div dir=\"auto\">\u{202E}gnp.exe</div>"))
    }

    @Test func `Nothing is fetched from anywhere`() {
        let html = page(SampleInvoice.make(lines: SampleInvoice.lines(3)))
        for forbidden in ["src=", "href=", "url(", "@import", "<script", "style=\"", "onclick"] {
            #expect(!html.contains(forbidden), "\(forbidden)")
        }
        #expect(html.contains("<style>\(InvoiceHTML.style)</style>"))
    }

    private func page(_ invoice: Invoice) -> String { String(decoding: InvoiceHTML.render(invoice), as: UTF8.self) }
}
