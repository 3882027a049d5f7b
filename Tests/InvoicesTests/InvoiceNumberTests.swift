import Invoices
import Testing

@Suite struct InvoiceNumberTests {
    @Test(arguments: [(1, "2026-000001"), (999_999, "2026-999999"), (1_000_000, "2026-1000000")])
    func `An invoice's number has its year and at least six digits`(sequence: Int64, text: String) {
        #expect(InvoiceNumber(year: 2026, sequence: sequence).text == text)
    }
}
