import Domain
import Events
import Postgres
import WebAPI

/// A page of a list that needs no more than plain pages and an exact count. The ids and the count are read in one
/// statement with the head's position, the records by their ids in another; being read later, they are at least as new.
struct PlainList<Entity, Record: RowDecodable>: Sendable {
    /// What links lead to, and with which parameters.
    let path: String
    let parameters: [(name: String, value: String)]
    let pagination: Pagination
    let tags: [Tag]
    /// `FROM … WHERE …`, and the id column and the order within it.
    let matching: Statement
    let id: Statement
    let order: Statement
    let records: @Sendable ([Identifier<Entity>]) -> Statement
    let identify: @Sendable (Record) -> Identifier<Entity>
    let json: @Sendable (Record) -> [UInt8]

    /// Nil for a page past the end.
    func page(_ limiter: ReadLimiter) async throws -> Served<Document?> {
        let row = try await limiter.row(idStatement, as: (Int64, Int, [Identifier<Entity>]).self)
        let ids = Array(row.2.prefix(pagination.size))
        let basis = Basis(asOf: row.0, tags: tags)
        guard !ids.isEmpty || pagination.page == 1 else { return .read(nil, basis) }
        let links = PageLinks(
            path: path, parameters: parameters, pagination: pagination, hasNext: row.2.count > ids.count)
        let results = try await results(ids, limiter)
        return .read(Document(PageEnvelope(count: row.1, links: links).json(results: results)), basis)
    }

    private var idStatement: Statement {
        """
        SELECT (SELECT position FROM event_head), (SELECT count(*) \(matching)),
               ARRAY(SELECT \(id) \(matching) ORDER BY \(order)
                     LIMIT \(pagination.size + 1) OFFSET \(pagination.offset))
        """
    }

    /// In the order of the ids; what is gone meanwhile is left out.
    private func results(_ ids: [Identifier<Entity>], _ limiter: ReadLimiter) async throws -> [[UInt8]] {
        if ids.isEmpty { return [] }
        let found = try await limiter.rows(records(ids), as: Record.self)
        let byID = Dictionary(found.map { (identify($0), $0) }, uniquingKeysWith: { first, _ in first })
        return ids.compactMap { byID[$0] }.map(json)
    }
}
