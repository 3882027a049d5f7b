import WebAPI

/// The part of a cache key that tells pages of one kind of list apart.
enum PageKey {
    /// - Parameter parameters: what selects and orders the list, in a fixed order.
    static func text(_ parameters: [(name: String, value: String)], _ pagination: Pagination) -> String {
        "\(PageLinks.reference("list", parameters)) \(pagination.size) \(pagination.cursor ?? String(pagination.page))"
    }
}
