import Synchronization

/// Prints invoices as PDF, one at a time.
package final class InvoicePrinter: Sendable {
    package struct Limits: Sendable {
        /// Invoices that may wait while one is printed.
        package var waiting = 32
        /// How long one may take, its wait included.
        package var deadline: Duration = .seconds(5)

        package init() {}
    }

    private let limits: Limits
    private let admitted = Atomic(0)

    package init(limits: Limits = Limits()) { self.limits = limits }

    /// The invoice as PDF. Throws any `InvoiceFailure`; `queueFull` at once.
    package func pdf(of invoice: Invoice) async throws(InvoiceFailure) -> [UInt8] {
        let deadline = ContinuousClock.now + limits.deadline
        defer { admitted.subtract(1, ordering: .relaxed) }
        guard admitted.add(1, ordering: .relaxed).newValue <= limits.waiting + 1 else { throw .queueFull }
        return try await PrintingPress.shared.print(invoice, deadline)
    }
}
