/// What a signed-in person may do. An admin may do all that a customer may, for their own cart and orders.
package enum Role: String, Sendable, CaseIterable {
    case customer
    case admin
}
