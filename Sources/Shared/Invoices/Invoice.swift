import Domain
import ReadModels

/// The facts of an invoice: the order as it was placed, at the prices of that moment, for the person as they were called
/// when it was numbered.
package struct Invoice: Sendable {
    package let number: InvoiceNumber
    package let issuedAt: Timestamp
    package let seller: Seller
    package let customer: Customer
    package let orderNumber: String
    package let orderedAt: Timestamp
    /// Nil unless the order was cancelled.
    package let cancelledAt: Timestamp?
    package let notes: String
    package let lines: [Line]
    package let total: Money
    /// An ISO 4217 code: the order's, which may not be the shop's of today.
    package let currency: String

    package struct Customer: Sendable {
        package let name: String
        package let email: String
        package let address: String
        package let phone: String

        package init(name: String, email: String, address: String, phone: String) {
            self.name = name
            self.email = email
            self.address = address
            self.phone = phone
        }
    }

    package struct Line: Sendable {
        package let name: String
        package let sku: String?
        package let price: Money
        package let quantity: Int

        package init(name: String, sku: String?, price: Money, quantity: Int) {
            self.name = name
            self.sku = sku
            self.price = price
            self.quantity = quantity
        }
    }

    package init(
        number: InvoiceNumber, issuedAt: Timestamp, seller: Seller, customer: Customer, orderNumber: String,
        orderedAt: Timestamp, cancelledAt: Timestamp? = nil, notes: String = "", lines: [Line], total: Money,
        currency: String
    ) {
        self.number = number
        self.issuedAt = issuedAt
        self.seller = seller
        self.customer = customer
        self.orderNumber = orderNumber
        self.orderedAt = orderedAt
        self.cancelledAt = cancelledAt
        self.notes = notes
        self.lines = lines
        self.total = total
        self.currency = currency
    }
}

extension Invoice {
    /// - Parameter customer: name and e-mail as they were when the invoice was numbered.
    package init(
        number: InvoiceNumber, issuedAt: Timestamp, seller: Seller, customer: (name: String, email: String),
        order: OrderRecord
    ) {
        let cancellation = order.timeline.last { $0.status == OrderStatus.cancelled.rawValue }
        self.init(
            number: number, issuedAt: issuedAt, seller: seller,
            customer: Customer(
                name: customer.name, email: customer.email, address: order.shippingAddress, phone: order.phone),
            orderNumber: order.number, orderedAt: order.createdAt,
            cancelledAt: order.status == .cancelled ? cancellation?.at ?? order.updatedAt : nil, notes: order.notes,
            lines: order.items.map {
                Line(name: $0.name, sku: $0.sku, price: $0.price, quantity: $0.quantity)
            },
            total: order.total, currency: order.currency)
    }
}
