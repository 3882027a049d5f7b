import Domain
import Postgres
import WebAPI

/// Everything that an admin writes about a category.
struct CategoryContent: Sendable, Equatable {
    var parent: CategoryID?
    var name: String
    var slug: String
    var description = ""
    /// A URL.
    var image: String?
    var isActive = true
}

/// A category as it stands, locked until the transaction's end.
struct LockedCategory: RowDecodable {
    let id: CategoryID
    /// Ids from the root to this one.
    let path: [CategoryID]
    let content: CategoryContent

    init(from row: inout Row) throws {
        id = try row.next()
        path = try row.next()
        content = CategoryContent(
            parent: try row.next(), name: try row.next(), slug: try row.next(), description: try row.next(),
            image: try row.next(), isActive: try row.next())
    }

    /// Nil when there is none.
    static func lock(
        _ id: CategoryID, for purpose: LockPurpose = .change, on transaction: Transaction
    ) async throws -> LockedCategory? {
        let statement: Statement = """
            SELECT id, path, parent_id, name, slug, description, image, is_active
            FROM categories
            WHERE id = \(id)
            FOR \(purpose.strength)
            """
        return try await transaction.first(statement.prepared("lock_category"))
    }
}

/// What an admin wants of a category; nil and `.absent` leave a field as it is.
struct CategoryEdit: Sendable {
    let name: String?
    let slug: Slug?
    let description: String?
    let image: FieldUpdate<String>
    let isActive: Bool?
    let parent: FieldUpdate<Reference<Entity.Category>>

    /// By PATCH.
    init(patch fields: inout BodyFields) {
        name = fields.change("name", .name(max: Limits.categoryName))
        slug = fields.slug()
        description = fields.change("description", .description)
        image = fields.update("image", .text(max: Limits.imageURL))
        isActive = fields.change("is_active", .boolean)
        parent = fields.update("parent", .reference(to: Entity.Category.self))
    }

    /// By POST or PUT: what is not given gets its default, but for the slug, which stays or is made.
    init(whole fields: inout BodyFields) {
        name = fields.required("name", .name(max: Limits.categoryName))
        slug = fields.slug()
        description = fields.optional("description", .description) ?? ""
        image = fields.update("image", .text(max: Limits.imageURL)).orNull
        isActive = fields.optional("is_active", .boolean) ?? true
        parent = fields.update("parent", .reference(to: Entity.Category.self)).orNull
    }

    /// - Parameter parent: what `parent` names.
    func applied(to old: CategoryContent, parent: FieldUpdate<CategoryID>) -> CategoryContent {
        var new = old
        if let name { new.name = name }
        if let slug { new.slug = slug.text }
        if let description { new.description = description }
        new.image = image.applied(to: old.image)
        if let isActive { new.isActive = isActive }
        new.parent = parent.applied(to: old.parent)
        return new
    }
}
