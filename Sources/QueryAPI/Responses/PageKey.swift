import WebAPI

/// The part of a cache key that tells pages of one kind of list apart.
enum PageKey {
    /// - Parameter parameters: what selects and orders the list, in a fixed order.
    static func text(_ parameters: [(name: String, value: String)], _ pagination: Pagination) -> String {
        // A cursor may look like the number of a page.
        let place = pagination.cursor.map { "after \($0)" } ?? "\(pagination.page)"
        return "\(PageLinks.reference("list", parameters)) \(pagination.size) \(place)"
    }
}
