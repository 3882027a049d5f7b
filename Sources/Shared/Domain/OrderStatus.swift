/// Where an order stands: `pending → shipped → delivered`, or `pending → cancelled`.
package enum OrderStatus: String, Sendable, CaseIterable {
    case pending
    case shipped
    case delivered
    case cancelled

    /// The statuses that may follow this one; empty when the order is at its end.
    package var allowedNext: [OrderStatus] {
        switch self {
        case .pending: [.shipped, .cancelled]
        case .shipped: [.delivered]
        case .delivered, .cancelled: []
        }
    }
}
