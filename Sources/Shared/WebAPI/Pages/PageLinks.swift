/// The path references to the pages around one.
package struct PageLinks: Sendable, Equatable {
    package let next: String?
    package let previous: String?

    package init(next: String?, previous: String?) {
        self.next = next
        self.previous = previous
    }

    /// Links by page number, that keep the other parameters.
    /// - Parameters:
    ///   - path: as links show it, with its slash: `/api/products/`.
    ///   - parameters: decoded, in a canonical order (`QueryParameters.recognised`).
    ///   - hasNext: whether there is anything after this page.
    package init(
        path: String, parameters: [(name: String, value: String)], pagination: Pagination, hasNext: Bool
    ) {
        func link(to page: Int) -> String {
            let size = pagination.size == Pagination.defaultSize ? [] : [("page_size", String(pagination.size))]
            return Self.reference(path, parameters + [("page", String(page))] + size)
        }
        next = hasNext ? link(to: pagination.page + 1) : nil
        previous = pagination.page > 1 ? link(to: pagination.page - 1) : nil
    }

    /// A path with a query, canonically encoded.
    package static func reference(_ path: String, _ parameters: [(name: String, value: String)]) -> String {
        guard !parameters.isEmpty else { return path }
        let pairs = parameters.map { "\(PercentCoding.encode($0.name))=\(PercentCoding.encode($0.value))" }
        return "\(path)?\(pairs.joined(separator: "&"))"
    }
}
