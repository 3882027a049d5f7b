/// How long a text may be, in characters (Unicode scalars, as PostgreSQL's `char_length` counts them). Past it a write is
/// refused with 422, never cut.
package enum Limits {
    package static let productName = 500
    package static let description = 10_000
    package static let sku = 64
    package static let categoryName = 500
    package static let brandName = 200
    package static let personName = 200
    package static let phone = 32
    package static let address = 1_000
    package static let notes = 2_000
    package static let imageURL = 2_000
    package static let imagesPerProduct = 20
    package static let imageAlt = 500
    package static let search = 200

    /// The most of one product that a cart line takes.
    package static let quantity = 100_000
    /// The most lines in one cart.
    package static let cartItems = 100
    /// The most of one product in stock; it fits PostgreSQL's `integer`.
    package static let stock = 1_000_000_000
    /// How deep categories nest.
    package static let categoryDepth = 16
    /// At this stock and below, admins are told.
    package static let lowStock = 5
}
