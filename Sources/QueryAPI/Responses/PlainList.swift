import Domain
import Events
import Postgres
import WebAPI

/// A page of a list that is always counted exactly. The ids and the count are read in one statement, the records by their
/// ids in another, each with the head's position: on a replica the second may show an older state than the first.
struct PlainList<Entity, Record: RowDecodable>: Sendable {
    /// What links lead to, and with which parameters.
    let path: String
    let parameters: [(name: String, value: String)]
    let pagination: Pagination
    let tags: [Tag]
    /// `FROM … WHERE …`, conditions joined by `AND`, and the id column and the order within it.
    let matching: Statement
    let id: Statement
    let order: PlainOrder
    /// Rows of the head's position and a record.
    let records: @Sendable ([Identifier<Entity>]) -> Statement
    let identify: @Sendable (Record) -> Identifier<Entity>
    let json: @Sendable (Record) -> [UInt8]

    /// Nil for a page past the end. Throws `bad-cursor`.
    func page(_ context: QueryContext, _ mode: ReadMode, by fills: FillReader) async throws -> Served<Document?> {
        let start = try pagination.cursor.map { try order.condition(context.cursors.open($0, filters: identity), id) }
        return try await fills.read(mode) { try await page(start, context.cursors, $0) }
    }

    private func page(
        _ start: Statement?, _ cursors: CursorCodec, _ database: Database
    ) async throws -> Stamped<Document?> {
        let row = try await database.one(idStatement(start), as: (Int64, Int, [Identifier<Entity>], String?).self)
        let ids = Array(row.2.prefix(pagination.size))
        let basis = [Basis(asOf: row.0, tags: tags)]
        guard !ids.isEmpty else {
            let isEmpty = pagination.page == 1
            return Stamped(isEmpty ? document(count: row.1, nextCursor: nil, results: []) : nil, basis: basis)
        }
        var cursor: String?
        if row.2.count > ids.count, let last = ids.last, let key = row.3 {
            cursor = cursors.seal(PlainOrder.place(key: key, id: last.rawValue), filters: identity)
        }
        let (position, results) = try await results(ids, database)
        return Stamped(
            document(count: row.1, nextCursor: cursor, results: results),
            basis: basis + [Basis(asOf: position, tags: tags)])
    }

    private func document(count: Int, nextCursor: String?, results: [[UInt8]]) -> Document {
        let envelope = PageEnvelope(count: count, links: links(nextCursor: nextCursor), nextCursor: nextCursor)
        return Document(envelope.json(results: results))
    }

    /// Tells this list, whatever the page, from all others.
    private var identity: String { PageLinks.reference(path, parameters) }

    /// Pages link to pages, and what follows a cursor to what follows it.
    private func links(nextCursor: String?) -> PageLinks {
        guard pagination.cursor != nil else {
            return PageLinks(
                path: path, parameters: parameters, pagination: pagination, hasNext: nextCursor != nil)
        }
        let size = pagination.size == Pagination.defaultSize ? [] : [("page_size", "\(pagination.size)")]
        let next = nextCursor.map { PageLinks.reference(path, parameters + [("cursor", $0)] + size) }
        return PageLinks(next: next, previous: nil)
    }

    private func idStatement(_ start: Statement?) -> Statement {
        let direction: Statement = order.isDescending ? "DESC" : "ASC"
        let rest: Statement = start.map { " AND \($0)" } ?? ""
        return """
            SELECT (SELECT position FROM event_head), (SELECT count(*) \(matching)),
                   page.ids, page.keys[\(Int32(pagination.size))]
            FROM (SELECT coalesce(array_agg(id), '{}') AS ids, array_agg(key) AS keys
                  FROM (SELECT \(id) AS id, \(order.key)::text AS key \(matching)\(rest)
                        ORDER BY \(order.key) \(direction), \(id) \(direction)
                        LIMIT \(pagination.size + 1) OFFSET \(pagination.offset)) AS rows) AS page
            """
    }

    /// In the order of the ids; what is gone meanwhile is left out.
    private func results(
        _ ids: [Identifier<Entity>], _ database: Database
    ) async throws -> (position: Int64, [[UInt8]]) {
        let found = try await database.query(records(ids), as: Positioned<Record>.self)
        let byID = Dictionary(found.map { (identify($0.record), $0.record) }, uniquingKeysWith: { first, _ in first })
        return (found.first?.position ?? Basis.nowhere, ids.compactMap { byID[$0] }.map(json))
    }
}
