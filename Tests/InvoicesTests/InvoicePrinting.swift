import Testing

@testable import Invoices

/// All printing of a process is done by one thread: these tests would only wait for each other.
@Suite(.serialized) struct InvoicePrinting {}

extension InvoicePrinter {
    /// For tests that are not about the deadline.
    static var patient: InvoicePrinter {
        var limits = Limits()
        limits.deadline = .seconds(120)
        return InvoicePrinter(limits: limits)
    }
}
