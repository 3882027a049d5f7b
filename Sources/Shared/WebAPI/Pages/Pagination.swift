/// Which part of a list is asked for: a page by its number, or what follows a cursor.
package struct Pagination: Sendable, Equatable {
    package static let defaultSize = 10
    package static let maximumSize = 100

    /// From 1; 1 when there is a cursor.
    package var page: Int
    package var size: Int
    /// A cursor's text as it came; `CursorCodec` opens it.
    package var cursor: String?

    /// How many rows precede the page.
    package var offset: Int { (page - 1) * size }

    package init(page: Int = 1, size: Int = defaultSize, cursor: String? = nil) {
        self.page = page
        self.size = size
        self.cursor = cursor
    }

    /// Reads `page`, `page_size` and `cursor`; what is wrong is collected by `query`.
    package init(_ query: inout QueryParameters) {
        let page = query.read("page", .integer(in: 1...Int(Int32.max)), isPartOfQuery: false)
        size = query.read("page_size", .integer(in: 1...Self.maximumSize), isPartOfQuery: false) ?? Self.defaultSize
        cursor = query.read("cursor", .text(max: CursorCodec.maximumLength), isPartOfQuery: false)
        if page != nil, cursor != nil { query.refuse("cursor", "cannot be given together with page") }
        self.page = page ?? 1
    }
}
