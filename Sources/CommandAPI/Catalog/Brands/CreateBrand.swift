import Domain
import Events
import Postgres

/// Makes a brand. Its slug is made from the name unless one is given.
struct CreateBrand: Sendable {
    let edit: BrandEdit

    func run(on transaction: Transaction) async throws -> BrandID {
        while true {
            var content = edit.applied(to: BrandContent(name: "", slug: ""))
            if edit.slug == nil {
                content.slug = try await FreeSlugs(kind: .brand).slugs(for: [content.name], on: transaction)[0]
            }
            if let id = try await insert(content, on: transaction) {
                try await transaction.record(.brand(id))
                return id
            }
            guard edit.slug == nil else { throw BrandRefused.slugTaken }
            // Somebody took the slug at this moment: the next free one.
        }
    }

    private func insert(_ content: BrandContent, on transaction: Transaction) async throws -> BrandID? {
        let statement: Statement = """
            INSERT INTO brands (name, slug, description, is_active)
            VALUES (\(content.name), \(content.slug), \(content.description), \(content.isActive))
            ON CONFLICT (slug) DO NOTHING
            RETURNING id
            """
        do {
            return try await transaction.first(statement.prepared("insert_brand"), as: BrandID.self)
        } catch let error as PostgresError {
            throw BrandRefused(violated: error.violatedConstraint) ?? error
        }
    }
}
