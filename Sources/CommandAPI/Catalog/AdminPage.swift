import Hummingbird
import Postgres
import WebAPI

/// One page of an admin's list.
struct AdminPage<Record: RowDecodable>: Sendable {
    let records: [Record]
    /// Of all pages together.
    let count: Int
    let countIsEstimate: Bool
    /// Nil on the last page.
    let nextCursor: String?

    func response(
        path: String, query: QueryParameters, pagination: Pagination, json: (Record) -> [UInt8]
    ) -> Response {
        let links = links(path, query, pagination)
        let envelope = PageEnvelope(
            count: count, countIsEstimate: countIsEstimate, links: links, nextCursor: nextCursor)
        return JSONResponse.make(envelope.json(results: records.map(json)))
    }

    /// A page after a cursor has no number: it links to the next one by cursor, and to none before it.
    private func links(_ path: String, _ query: QueryParameters, _ pagination: Pagination) -> PageLinks {
        guard pagination.cursor != nil else {
            return PageLinks(
                path: path, parameters: query.recognised, pagination: pagination, hasNext: nextCursor != nil)
        }
        let size = pagination.size == Pagination.defaultSize ? [] : [("page_size", "\(pagination.size)")]
        let next = nextCursor.map { PageLinks.reference(path, query.recognised + [("cursor", $0)] + size) }
        return PageLinks(next: next, previous: nil)
    }
}

extension QueryParameters {
    /// What a list's cursors are bound to: its filters and its order.
    var filters: String { PageLinks.reference("", recognised) }
}
