import Domain
import WebAPI

/// What an admin wants changed about a product; nil and `.absent` leave a field as it is.
struct ProductEdit: Sendable {
    let name: String?
    let description: String?
    let price: Money?
    let compareAtPrice: FieldUpdate<Money>
    let stock: Int?
    let sku: FieldUpdate<String>
    let category: Reference<Entity.Category>?
    let brand: FieldUpdate<Reference<Entity.Brand>>
    let isActive: Bool?
    let isFeatured: Bool?
    let slug: Slug?

    /// By PATCH.
    init(patch fields: inout BodyFields, _ currency: Currency) {
        name = fields.change("name", .name(max: Limits.productName))
        description = fields.change("description", .description)
        price = fields.change("price", .money(currency))
        compareAtPrice = fields.update("compare_at_price", .money(currency))
        stock = fields.change("stock", .integer(in: 0...Limits.stock))
        sku = fields.update("sku", .name(max: Limits.sku))
        category = fields.change("category", .reference(to: Entity.Category.self))
        brand = fields.update("brand", .reference(to: Entity.Brand.self))
        isActive = fields.change("is_active", .boolean)
        isFeatured = fields.change("is_featured", .boolean)
        slug = fields.slug()
    }

    /// By PUT: what is not given gets its default, but for the slug, which stays.
    init(replacement fields: inout BodyFields, _ currency: Currency) {
        let whole = ProductFields(&fields, currency)
        name = whole.name
        description = whole.description
        price = whole.price
        compareAtPrice = FieldUpdate(whole.compareAtPrice)
        stock = whole.stock
        sku = FieldUpdate(whole.sku)
        category = whole.category
        brand = FieldUpdate(whole.brand)
        isActive = whole.isActive
        isFeatured = whole.isFeatured
        slug = fields.slug()
    }

    /// - Parameters:
    ///   - category: what `category` names.
    ///   - brand: what `brand` names.
    func applied(to old: ProductContent, category: CategoryID?, brand: FieldUpdate<BrandID>) -> ProductContent {
        var new = old
        if let name { new.name = name }
        if let description { new.description = description }
        if let price { new.price = price }
        new.compareAtPrice = compareAtPrice.applied(to: old.compareAtPrice)
        new.sku = sku.applied(to: old.sku)
        if let category { new.category = category }
        new.brand = brand.applied(to: old.brand)
        if let isActive { new.isActive = isActive }
        if let isFeatured { new.isFeatured = isFeatured }
        if let slug { new.slug = slug.text }
        return new
    }
}
