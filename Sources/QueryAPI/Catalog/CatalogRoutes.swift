import Domain
import Hummingbird
import WebAPI

extension QueryRouter {
    /// The public catalog.
    func addCatalogRoutes() {
        addProductRoutes()
        addCategoryRoutes()
        addBrandRoutes()
    }

    private func addProductRoutes() {
        getCached("/api/products") { context, request, _, mode in
            try await context.products(request, path: "/api/products/", mode)
        }
        getCached("/api/products/featured") { context, request, _, mode in
            try await context.products(request, path: "/api/products/featured/", mode) { $0.isFeatured = true }
        }
        getCached("/api/products/facets") { context, request, _, mode in
            var parameters = QueryParameters(request)
            let filters = ProductFilters(&parameters, currency: context.currency)
            try parameters.finish()
            return try await ShowFacets(context: context).page(filters, mode)
        }
        getCached("/api/products/{reference}") { context, _, call, mode in
            try await ShowProduct(context: context).page(try call.reference("reference", to: Entity.Product.self), mode)
        }
    }

    private func addCategoryRoutes() {
        getCached("/api/categories") { context, request, _, mode in
            var query = QueryParameters(request)
            let isTree = query.optional("tree", .boolean) == true
            // What they say counts for nothing in the tree, but they have to be good.
            let list = try ListCategories.Query(&query)
            if isTree { return try await CategoryTree(context: context).page(mode) }
            return try await ListCategories(context: context).page(list, mode)
        }
        getCached("/api/categories/{reference}") { context, _, call, mode in
            try await ShowCategory(context: context).page(
                try call.reference("reference", to: Entity.Category.self), mode)
        }
        getCached("/api/categories/{reference}/products") { context, request, call, mode in
            let category = try call.reference("reference", to: Entity.Category.self)
            let path = NamedThings.categories.path(category.text) + "products/"
            let query = try context.productList(request, path: path) { $0.categories = [category] }
            let found = try await context.references.category(category, mode)
            guard let slug = found.value?.slug else { throw Problem(.notFound) }
            if category.isOutdated(by: slug) {
                return .composed(.moved(to: NamedThings.categories.path(slug) + "products/"), of: [found.part])
            }
            return try await ListProducts(context: context).page(query, mode)
        }
    }

    private func addBrandRoutes() {
        getCached("/api/brands") { context, request, _, mode in
            var query = QueryParameters(request)
            return try await ListBrands(context: context).page(ListBrands.Query(&query), mode)
        }
        getCached("/api/brands/{reference}") { context, _, call, mode in
            try await ShowBrand(context: context).page(try call.reference("reference", to: Entity.Brand.self), mode)
        }
        getCached("/api/brands/{reference}/products") { context, request, call, mode in
            let brand = try call.reference("reference", to: Entity.Brand.self)
            let path = NamedThings.brands.path(brand.text) + "products/"
            let query = try context.productList(request, path: path) { $0.brands = [brand] }
            let found = try await context.references.brand(brand, mode)
            guard let slug = found.value?.slug else { throw Problem(.notFound) }
            if brand.isOutdated(by: slug) {
                return .composed(.moved(to: NamedThings.brands.path(slug) + "products/"), of: [found.part])
            }
            return try await ListProducts(context: context).page(query, mode)
        }
    }
}

extension QueryContext {
    /// A list of products.
    fileprivate func products(
        _ request: Request, path: String, _ mode: ReadMode, narrow: (inout ProductFilters) -> Void = { _ in }
    ) async throws -> Served<Document?> {
        try await ListProducts(context: self).page(productList(request, path: path, narrow: narrow), mode)
    }

    /// - Parameter narrow: puts in what the path says.
    fileprivate func productList(
        _ request: Request, path: String, narrow: (inout ProductFilters) -> Void
    ) throws -> ProductListQuery {
        var parameters = QueryParameters(request)
        return try ProductListQuery(&parameters, path: path, currency: currency, narrow: narrow)
    }
}
