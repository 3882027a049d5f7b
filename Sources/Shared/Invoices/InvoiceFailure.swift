/// Why an invoice could not be printed.
package enum InvoiceFailure: Error, Equatable, Sendable {
    /// As many invoices as may wait are waiting already.
    case queueFull
    /// It was not done by its deadline, waiting included.
    case tookTooLong
    /// Whoever wanted it no longer does.
    case cancelled
    /// Cairo refused: out of memory, mostly.
    case drawing(String)
}
