import Domain
import Testing

@testable import Invoices

@Suite struct InvoiceContentTests {
    @Test(arguments: [
        ("USD", 0, "0.00"), ("USD", 99_999, "999.99"), ("USD", 129_999, "1,299.99"), ("JPY", 1_234_567, "1,234,567"),
        ("KWD", 1_234_567, "1,234.567"), ("USD", 100_000_000, "1,000,000.00"),
    ])
    func `Amounts have all digits of their currency, and thousands apart`(
        currency: String, units: Int64, text: String
    ) {
        #expect(AmountText(currency: currency).plain(Money(minorUnits: units)) == text)
    }

    @Test func `A line of text has no control characters, line breaks or doubled blanks`() {
        #expect(PrintableText.line(" a\u{0}b\r\n\tc \u{2028} d\u{7F} ") == "a b c d")
        #expect(PrintableText.line("\n\t ").isEmpty)
    }

    @Test func `Lines of an address without anything in them are left out, and too many are joined`() {
        #expect(PrintableText.lines("a\n\n \r\nb\u{2029}c", maximum: 8) == ["a", "b", "c"])
        #expect(PrintableText.lines("a\nb\nc\nd", maximum: 2) == ["a", "b, c, d"])
    }

    @Test func `A customer without a name is called by their address`() {
        let nameless = Invoice.Customer(name: " ", email: "zoe@example.com", address: "Here", phone: "")
        let content = InvoiceContent(SampleInvoice.make(customer: nameless, lines: []))
        #expect(content.customer == "zoe@example.com" && content.customerLines == ["Here"])
    }
}
