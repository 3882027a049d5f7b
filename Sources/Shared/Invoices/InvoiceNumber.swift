/// The number of an invoice: without gaps within its year (UTC), from 1.
package struct InvoiceNumber: Sendable, Equatable {
    package let year: Int
    package let sequence: Int64

    package init(year: Int, sequence: Int64) {
        self.year = year
        self.sequence = sequence
    }

    /// As it is printed: `2026-000042`.
    package var text: String {
        let digits = String(sequence)
        return "\(year)-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
}
