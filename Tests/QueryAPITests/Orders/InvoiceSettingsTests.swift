import Daemon
import Invoices
import Testing

@testable import QueryAPI

@Suite struct InvoiceSettingsTests {
    @Test func `The shop's own words have lines, and lengths`() throws {
        var reader = SettingsReader(values: [
            "SHOP_NAME": String(repeating: "é", count: 200), "SHOP_ADDRESS": "Street 1\\nTown",
            "SHOP_LANGUAGE": "zh-TW",
            "INVOICE_QUEUE": "0", "INVOICE_DEADLINE": "60",
        ])
        let settings = InvoiceSettings(&reader)
        try reader.finish()
        #expect(settings.seller.address == "Street 1\nTown" && settings.seller.language == "zh-TW")
        #expect(settings.limits.waiting == 0 && settings.limits.deadline == .seconds(60))
    }

    @Test(arguments: [
        ("SHOP_NAME", String(repeating: "é", count: 201)), ("SHOP_ADDRESS", String(repeating: "a", count: 501)),
        ("SHOP_TAX_ID", String(repeating: "1", count: 101)), ("INVOICE_FOOTER", String(repeating: "a", count: 501)),
        ("SHOP_LANGUAGE", "e\"n"), ("SHOP_LANGUAGE", "-"), ("SHOP_LANGUAGE", "1x"), ("INVOICE_QUEUE", "-1"),
        ("INVOICE_DEADLINE", "0"),
    ])
    func `What does not fit is refused by its name`(name: String, value: String) {
        var reader = SettingsReader(values: [name: value])
        _ = InvoiceSettings(&reader)
        #expect { try reader.finish() } throws: { "\($0)".contains(name) }
    }
}
