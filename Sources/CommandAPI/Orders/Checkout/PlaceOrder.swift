import Domain
import WebAPI

/// What one person asks for at the checkout: all that is in their cart. All of it or nothing.
struct PlaceOrder: Sendable {
    let user: UserID
    /// Nil for the profile's.
    let shippingAddress: String?
    /// Nil for the profile's.
    let phone: String?
    let notes: String
    /// Nil when the request has no `Idempotency-Key`.
    let attempt: IdempotentAttempt?
    /// Of the request.
    let trace = TraceContext.current

    enum Refused: Refusal {
        case emptyCart
        /// Neither the request nor the profile has one.
        case noAddress
        /// Less in stock than the cart holds, or no longer for sale; the cart stays as it is.
        case insufficientStock([StockShortage])
        /// More than 64 bits of minor units.
        case totalTooLarge
    }
}

extension PlaceOrder.Refused {
    var problem: Problem {
        switch self {
        case .emptyCart: Problem(.emptyCart)
        case .noAddress: .invalid("shipping_address", "is required, because the profile has none")
        case .insufficientStock(let shortages): shortages.problem
        case .totalTooLarge: Problem(.validation, detail: "The cart's total is too large.")
        }
    }
}
