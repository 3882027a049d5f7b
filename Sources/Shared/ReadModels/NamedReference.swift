import Domain
import JSON
import Postgres

/// What one thing shows of another that it belongs to: `{"id", "name", "slug"}`.
package struct NamedReference<Entity>: Sendable {
    package let id: Identifier<Entity>
    package let name: String
    package let slug: String

    /// Reads three columns (id, name, slug) of a LEFT JOIN; nil when the id is null.
    package static func optional(from row: inout Row) throws(PostgresError) -> NamedReference? {
        let id = try row.next(Identifier<Entity>?.self)
        let name = try row.next(String?.self)
        let slug = try row.next(String?.self)
        guard let id, let name, let slug else { return nil }
        return NamedReference(id: id, name: name, slug: slug)
    }
}

extension NamedReference: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("name", name)
            json.member("slug", slug)
        }
    }
}
