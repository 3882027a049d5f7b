import Domain
import Events
import Postgres

/// Finds brands by their names, without regard to case, and makes those that are missing.
struct ResolveBrands {
    let names: Set<String>
    /// Whose import it is.
    let author: AuditAuthor

    /// - Returns: An id for each of the names.
    func run(on transaction: Transaction) async throws -> [String: BrandID] {
        var found: [String: BrandID] = [:]
        while true {
            let wanted = names.filter { found[$0] == nil }.sorted()
            guard !wanted.isEmpty else { return found }
            for (name, id) in try await find(wanted, on: transaction) { found[name] = id }
            // What is inserted here, or by somebody else at this moment, is found the next time round.
            try await insert(wanted.filter { found[$0] == nil }, on: transaction)
        }
    }

    private func find(_ wanted: [String], on transaction: Transaction) async throws -> [(String, BrandID)] {
        let statement: Statement = """
            SELECT wanted.name, brands.id
            FROM unnest(\(wanted)) AS wanted (name)
            JOIN brands ON lower(brands.name) = lower(wanted.name COLLATE "und-x-icu")
            """
        return try await transaction.query(statement.prepared("find_brands"), as: (String, BrandID).self)
    }

    private func insert(_ missing: [String], on transaction: Transaction) async throws {
        guard !missing.isEmpty else { return }
        let slugs = try await FreeSlugs(kind: .brand).slugs(for: missing, on: transaction)
        let statement: Statement = """
            INSERT INTO brands (name, slug)
            SELECT name, slug FROM unnest(\(missing), \(slugs)) WITH ORDINALITY AS brand (name, slug, place) ORDER BY place
            ON CONFLICT DO NOTHING
            RETURNING id, name, slug
            """
        let inserted = try await transaction.query(
            statement.prepared("insert_brands"), as: (BrandID, String, String).self)
        try await transaction.record(inserted.map { RecordedChange(.brand($0.0)) })
        try await transaction.audit(
            inserted.map { .importedPlace("brand", $0.rawValue, name: $1, slug: $2) }, by: author)
    }
}
