import Domain
import WebAPI

/// A whole product as an admin writes it with POST and PUT.
struct ProductFields: Sendable {
    let name: String
    let description: String
    let price: Money
    let compareAtPrice: Money?
    let stock: Int
    let sku: String?
    let category: Reference<Entity.Category>
    let brand: Reference<Entity.Brand>?
    let isActive: Bool
    let isFeatured: Bool

    init(_ fields: inout BodyFields, _ currency: Currency) {
        name = fields.required("name", .name(max: Limits.productName))
        description = fields.required("description", .description)
        price = fields.required("price", .money(currency))
        compareAtPrice = fields.optional("compare_at_price", .money(currency))
        stock = fields.required("stock", .integer(in: 0...Limits.stock))
        sku = fields.optional("sku", .name(max: Limits.sku))
        category = fields.required("category", .reference(to: Entity.Category.self))
        brand = fields.optional("brand", .reference(to: Entity.Brand.self))
        isActive = fields.optional("is_active", .boolean) ?? true
        isFeatured = fields.optional("is_featured", .boolean) ?? false
    }

    func content(slug: String, category: CategoryID, brand: BrandID?) -> ProductContent {
        ProductContent(
            sku: sku, name: name, slug: slug, description: description, price: price, compareAtPrice: compareAtPrice,
            category: category, brand: brand, isActive: isActive, isFeatured: isFeatured)
    }
}

extension FieldType where Value == String {
    /// A description may be empty, but not absent where it is required.
    static var description: FieldType { .text(max: Limits.description, allowsBlank: true) }
}

extension BodyFields {
    /// `slug`, when it is there.
    mutating func slug() -> Slug? {
        guard let text = change("slug", .text(max: Slug.maximumLength)) else { return nil }
        let slug = Slug(parsing: text)
        if slug == nil { refuse("slug", "must be lower-case letters and digits, words joined by single hyphens") }
        return slug
    }
}
