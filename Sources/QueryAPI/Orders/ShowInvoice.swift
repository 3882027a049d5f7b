import Domain
import Events
import Invoices
import Postgres
import ReadModels
import WebAPI

/// The invoice of one of a person's own orders, by the order's id or number.
struct ShowInvoice: Sendable {
    let context: QueryContext

    /// How long a request waits for an order just placed to be numbered, which follows within milliseconds.
    private static let patience: Duration = .seconds(1)

    /// Nil when this person has no such order. Throws `unavailable` while it has no number, `busy` when too many wait to
    /// be printed.
    func page(
        _ reference: Reference<Entity.Order>, as format: InvoiceFormat, of user: UserID, _ mode: ReadMode
    ) async throws -> Served<InvoiceDocument?> {
        let key = CacheKey(.invoice, "\(user) \(format.suffix) \(reference.text)")
        return try await context.invoices.value(for: key, mode) { [self] in
            let (position, found) = try await numbered(reference, of: user)
            let basis = Basis(asOf: position, tags: [Tag(.content, .orders(user))])
            guard let found, let invoice = try await invoice(found) else { return .read(nil, basis) }
            return .read(try await document(of: invoice, as: format), basis)
        }
    }

    private struct Numbered {
        let order: OrderID
        let number: InvoiceNumber
        let issuedAt: Timestamp
        let customer: (name: String, email: String)
    }

    /// The order with its number, and the position that it was read at; nil when there is no such order.
    private func numbered(
        _ reference: Reference<Entity.Order>, of user: UserID
    ) async throws -> (position: Int64, Numbered?) {
        let select: Statement = """
            SELECT (SELECT position FROM event_head), o.id, i.year, i.sequence, i.issued_at, i.customer_name,
                   i.customer_email
            FROM (VALUES (1)) AS always
            LEFT JOIN (orders o LEFT JOIN invoices i ON i.order_id = o.id)
                ON o.user_id = \(user) AND \(ShowOrder.condition(reference))
            """
        let deadline = ContinuousClock.now + Self.patience
        var pause: Duration = .milliseconds(10)
        while true {
            let row = try await context.limiter.row(
                select, as: (Int64, OrderID?, Int?, Int64?, Timestamp?, String?, String?).self)
            guard let order = row.1 else { return (row.0, nil) }
            if let year = row.2, let sequence = row.3, let issuedAt = row.4, let name = row.5, let email = row.6 {
                let number = InvoiceNumber(year: year, sequence: sequence)
                return (row.0, Numbered(order: order, number: number, issuedAt: issuedAt, customer: (name, email)))
            }
            guard .now + pause < deadline else {
                throw Problem(.unavailable, detail: "The invoice has no number yet.", retryAfter: 1)
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(160))
        }
    }

    /// Read later than the position, so at least as new.
    private func invoice(_ found: Numbered) async throws -> Invoice? {
        let orders = try await context.limiter.rows(OrderRecord.select(id: found.order), as: OrderRecord.self)
        return orders.first.map { order in
            Invoice(
                number: found.number, issuedAt: found.issuedAt, seller: context.seller, customer: found.customer,
                order: order)
        }
    }

    private func document(of invoice: Invoice, as format: InvoiceFormat) async throws -> InvoiceDocument? {
        let number = invoice.number.text
        let page = Document(InvoiceHTML.render(invoice))
        guard format == .pdf else { return InvoiceDocument(number: number, document: page) }
        // There is one press for all. What reads alike is printed once, also for who asks past the cache, and however
        // often; what it rests on is its key.
        let key = CacheKey(.invoice, "printed \(page.etag.text)")
        let printed = try await context.invoices.value(for: key, .cached) { [self] in
            let document = InvoiceDocument(number: number, document: Document(try await print(invoice)))
            return Served(stamped: Stamped(document, basis: []), source: .database)
        }
        return printed.value
    }

    private func print(_ invoice: Invoice) async throws -> [UInt8] {
        do {
            return try await context.printer.pdf(of: invoice)
        } catch {
            switch error {
            case .queueFull, .tookTooLong: throw Problem(.busy, retryAfter: 1)
            case .cancelled: throw CancellationError()
            case .drawing: throw error
            }
        }
    }
}
