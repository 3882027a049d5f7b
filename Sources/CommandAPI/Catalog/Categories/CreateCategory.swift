import Domain
import Events
import Postgres
import WebAPI

/// Makes a category. Its slug is made from the name unless one is given.
struct CreateCategory: Sendable {
    let edit: CategoryEdit

    func run(on transaction: Transaction) async throws -> CategoryID {
        let parent = try await edit.parent.resolved(orThrow: CategoryRefused.unknownParent) {
            try await $0.find(on: transaction)
        }
        let blank = CategoryContent(name: "", slug: "")
        while true {
            var content = edit.applied(to: blank, parent: parent)
            if edit.slug == nil {
                content.slug = try await FreeSlugs(kind: .category).slugs(for: [content.name], on: transaction)[0]
            }
            if let (id, path) = try await insert(content, on: transaction) {
                try await transaction.record(.category(CategoryChange(id: id, path: path, movedProducts: false)))
                return id
            }
            guard edit.slug == nil else { throw CategoryRefused.slugTaken }
            // Somebody took the slug at this moment: the next free one.
        }
    }

    /// The parent's path is read in the statement that writes the table, which a move locks: it is the present one.
    private func insert(
        _ content: CategoryContent, on transaction: Transaction
    ) async throws -> (CategoryID, [CategoryID])? {
        let statement: Statement = """
            INSERT INTO categories (id, parent_id, path, name, slug, description, image, is_active)
            SELECT node.id, parent.id, coalesce(parent.path, '{}') || node.id, \(content.name), \(content.slug),
                   \(content.description), \(orNull: content.image), \(content.isActive)
            FROM (SELECT nextval(pg_get_serial_sequence('categories', 'id')) AS id) AS node
            LEFT JOIN categories AS parent ON parent.id = \(orNull: content.parent)
            ON CONFLICT (slug) DO NOTHING
            RETURNING id, path
            """
        do {
            return try await transaction.first(
                statement.prepared("insert_category"), as: (CategoryID, [CategoryID]).self)
        } catch let error as PostgresError {
            throw CategoryRefused(violated: error.violatedConstraint) ?? error
        }
    }
}
