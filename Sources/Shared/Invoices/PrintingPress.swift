/// Where Pango and Cairo are used: on one thread of their own, from which their handles never go. There is one in a
/// process, because what Cairo keeps of FreeType's fonts is shared by all threads, and not safe in all of them at once.
actor PrintingPress {
    static let shared = PrintingPress()

    private let executor = InvoiceThread()
    private var fonts: FontMap?

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private init() {}

    /// Throws `InvoicePDF.render`'s failures, which a wait for others may bring.
    func print(_ invoice: Invoice, _ deadline: ContinuousClock.Instant) throws(InvoiceFailure) -> [UInt8] {
        if ContinuousClock.now >= deadline { throw .tookTooLong }
        if Task.isCancelled { throw .cancelled }
        let fonts = fonts ?? FontMap()
        self.fonts = fonts
        return try InvoicePDF.render(invoice, fonts: fonts, deadline: deadline)
    }
}
