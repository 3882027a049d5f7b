import Domain
import Postgres
import WebAPI

/// Everything that an admin writes about a brand.
struct BrandContent: Sendable, Equatable {
    var name: String
    var slug: String
    var description = ""
    var isActive = true
}

/// A brand as it stands, locked until the transaction's end.
struct LockedBrand: RowDecodable {
    let id: BrandID
    let content: BrandContent

    init(from row: inout Row) throws {
        id = try row.next()
        content = BrandContent(
            name: try row.next(), slug: try row.next(), description: try row.next(), isActive: try row.next())
    }

    /// Nil when there is none.
    static func lock(
        _ id: BrandID, for purpose: LockPurpose = .change, on transaction: Transaction
    ) async throws -> LockedBrand? {
        let statement: Statement = """
            SELECT id, name, slug, description, is_active
            FROM brands
            WHERE id = \(id)
            FOR \(purpose.strength)
            """
        return try await transaction.first(statement.prepared("lock_brand"))
    }
}

/// What an admin wants of a brand; nil leaves a field as it is.
struct BrandEdit: Sendable {
    let name: String?
    let slug: Slug?
    let description: String?
    let isActive: Bool?

    /// By PATCH.
    init(patch fields: inout BodyFields) {
        name = fields.change("name", .name(max: Limits.brandName))
        slug = fields.slug()
        description = fields.change("description", .description)
        isActive = fields.change("is_active", .boolean)
    }

    /// By POST or PUT: what is not given gets its default, but for the slug, which stays or is made.
    init(whole fields: inout BodyFields) {
        name = fields.required("name", .name(max: Limits.brandName))
        slug = fields.slug()
        description = fields.optional("description", .description) ?? ""
        isActive = fields.optional("is_active", .boolean) ?? true
    }

    func applied(to old: BrandContent) -> BrandContent {
        var new = old
        if let name { new.name = name }
        if let slug { new.slug = slug.text }
        if let description { new.description = description }
        if let isActive { new.isActive = isActive }
        return new
    }
}

/// Why a brand is not written.
enum BrandRefused: Refusal {
    case noSuchBrand
    /// Names are compared without case.
    case nameTaken
    case slugTaken
    case hasProducts

    init?(violated constraint: String?) {
        switch constraint {
        case "brands_slug_unique": self = .slugTaken
        case "brands_name_unique": self = .nameTaken
        default: return nil
        }
    }

    var problem: Problem {
        switch self {
        case .noSuchBrand: Problem(.notFound)
        case .nameTaken: Problem(.conflict, detail: "Another brand has this name.")
        case .slugTaken: Problem(.slugTaken, detail: "Another brand has this slug.")
        case .hasProducts: Problem(.conflict, detail: "The brand still has products.")
        }
    }
}
