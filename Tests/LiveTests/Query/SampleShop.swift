import Domain
import Events
import Postgres

/// A shop small enough to know by heart.
enum SampleShop {
    static let currency: Currency = {
        guard let currency = Currency(code: "USD") else { preconditionFailure("USD is a currency") }
        return currency
    }()

    /// Clothing with Shoes below it, Books, and a hidden one; two brands.
    static let categoriesAndBrands: Statement = """
        WITH categories AS (
            INSERT INTO categories (id, parent_id, path, name, slug, is_active) VALUES
                (1, NULL, '{1}', 'Clothing', 'clothing', true), (2, 1, '{1,2}', 'Shoes', 'shoes', true),
                (3, NULL, '{3}', 'Books', 'books', true), (4, NULL, '{4}', 'Hidden', 'hidden', false)
        )
        INSERT INTO brands (id, name, slug) VALUES (1, 'Acme', 'acme'), (2, 'Globex', 'globex')
        """

    /// Number 5 is not public.
    static let products: Statement = """
        INSERT INTO products (id, sku, name, slug, description, price, compare_at_price, category_id, brand_id,
                              is_active, is_featured, created_at) VALUES
            (1, 'AB-12/x', 'Red Running Shoes', 'red-running-shoes', 'Light mesh', 5000, 7000, 2, 1, true, true,
             '2026-01-01Z'),
            (2, 'GX-7', 'Blue Walking Shoes', 'blue-walking-shoes', 'Sturdy leather', 6000, NULL, 2, 2, true, false,
             '2026-01-02Z'),
            (3, NULL, 'Linen Shirt', 'linen-shirt', 'Airy', 3000, 4000, 1, 1, true, false, '2026-01-03Z'),
            (4, NULL, 'Café Cookbook', 'cafe-cookbook', 'Recipes of Paris', 2000, NULL, 3, NULL, true, false,
             '2026-01-04Z'),
            (5, 'OLD', 'Old Boots', 'old-boots', 'Gone', 1000, NULL, 2, 1, false, false, '2026-01-05Z'),
            (6, NULL, 'Men''s Keyboard', 'mens-keyboard', 'Mechanical', 9000, NULL, 3, 2, true, true, '2026-01-06Z')
        """

    static let inventory: Statement = """
        INSERT INTO inventory (product_id, stock) VALUES (1, 10), (2, 0), (3, 5), (4, 1), (5, 3), (6, 7)
        """

    /// A change of a product in Shoes, of Acme.
    static func changed(_ product: Int64, _ attributes: Set<Tag.Attribute>) -> Change {
        .product(
            ProductChange(
                kind: .changed, id: ProductID(product), attributes: attributes,
                categories: [CategoryID(1), CategoryID(2)], brands: [BrandID(1)]))
    }
}
