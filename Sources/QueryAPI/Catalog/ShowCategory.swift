import Domain
import JSON
import Postgres
import ReadModels

/// One category with its ancestors, from the root down, and its children.
struct ShowCategory: Sendable {
    let context: QueryContext

    /// Nil when there is no such active category.
    func page(_ reference: Reference<Entity.Category>, _ mode: ReadMode) async throws -> Served<Document?> {
        try await context.documents.value(for: CacheKey(.category, "detail \(reference.text)"), mode) {
            let scope = try await context.references.category(reference, mode)
            guard let category = scope.value else { return .composed(nil, of: [scope.part]) }
            if reference.isOutdated(by: category.slug) {
                return .composed(.moved(to: NamedThings.categories.path(category.slug)), of: [scope.part])
            }
            return try await context.longReads.lists.read(mode) { database in
                let row = try await database.first(Self.statement(category.id), as: Positioned<Detail>.self)
                let basis = Basis(asOf: row?.position ?? Basis.nowhere, tags: ListCategories.tags)
                return Stamped(row.map { Document($0.record.json) }, basis: [basis])
            }.resting(also: scope.stamped.basis)
        }
    }

    private static func statement(_ id: CategoryID) -> Statement {
        let statement: Statement = """
            SELECT (SELECT position FROM event_head), \(CategoryRecord.columns),
                   (SELECT coalesce(json_agg(json_build_object('id', a.id, 'name', a.name, 'slug', a.slug)
                                             ORDER BY cardinality(a.path)), '[]')
                    FROM categories a WHERE a.id = ANY(c.path) AND a.id <> c.id),
                   (SELECT coalesce(json_agg(json_build_object('id', d.id, 'name', d.name, 'slug', d.slug)
                                             ORDER BY d.name, d.id), '[]')
                    FROM categories d WHERE d.parent_id = c.id AND d.is_active)
            FROM \(CategoryRecord.tables) WHERE c.id = \(id) AND c.is_active
            """
        return statement.prepared("category_detail")
    }

    private struct Detail: RowDecodable {
        let category: CategoryRecord
        /// JSON arrays of `{"id", "name", "slug"}`.
        let ancestors: JSONBytes
        let children: JSONBytes

        init(from row: inout Row) throws {
            category = try CategoryRecord(from: &row)
            ancestors = try row.next()
            children = try row.next()
        }

        var json: [UInt8] {
            var json = JSONWriter(reserving: 512 + ancestors.bytes.count + children.bytes.count)
            json.object { json in
                category.writeMembers(to: &json)
                json.member("ancestors") { json in json.raw(ancestors.bytes) }
                json.member("children") { json in json.raw(children.bytes) }
            }
            return json.bytes
        }
    }
}
