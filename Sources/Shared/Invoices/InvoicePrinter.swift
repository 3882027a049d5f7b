import Synchronization

/// Prints invoices as PDF, one at a time, on a thread of its own: Pango's and Cairo's handles never leave it.
package actor InvoicePrinter {
    package struct Limits: Sendable {
        /// Invoices that may wait while one is printed.
        package var waiting = 32
        /// How long one may take, its wait included.
        package var deadline: Duration = .seconds(5)

        package init() {}
    }

    private let executor = InvoiceThread()
    private let limits: Limits
    private let admitted = Atomic(0)
    private var fonts: FontMap?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    package init(limits: Limits = Limits()) { self.limits = limits }

    /// The invoice as PDF. Throws any `InvoiceFailure`; `queueFull` at once.
    package nonisolated func pdf(of invoice: Invoice) async throws(InvoiceFailure) -> [UInt8] {
        let deadline = ContinuousClock.now + limits.deadline
        defer { admitted.subtract(1, ordering: .relaxed) }
        guard admitted.add(1, ordering: .relaxed).newValue <= limits.waiting + 1 else { throw .queueFull }
        return try await print(invoice, deadline)
    }

    private func print(_ invoice: Invoice, _ deadline: ContinuousClock.Instant) throws(InvoiceFailure) -> [UInt8] {
        if ContinuousClock.now >= deadline { throw .tookTooLong }
        if Task.isCancelled { throw .cancelled }
        let fonts = fonts ?? FontMap()
        self.fonts = fonts
        return try InvoicePDF.render(invoice, fonts: fonts, deadline: deadline)
    }
}
