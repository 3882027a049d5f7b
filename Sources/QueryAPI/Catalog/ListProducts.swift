import Domain
import JSON
import Postgres
import ReadModels
import WebAPI

/// A page of a product list: a list of ids, and each product's fragment. Sales change fragments, not lists.
struct ListProducts: Sendable {
    let context: QueryContext

    /// Nil for a page past the end.
    func page(_ query: ProductListQuery, _ mode: ReadMode) async throws -> Served<Document?> {
        try await context.documents.value(for: query.pageKey, mode) {
            let list = try await self.list(query, mode)
            let products = try await context.products.fragments(of: list.value.ids, mode)
            if list.value.ids.isEmpty && query.pagination.page > 1 { return .composed(nil, of: [list.part]) }
            let frame = PageFrame(
                around: envelope(of: list.value, query).around, products: list.value.ids, parts: [list.part])
            return frame.page(of: products)
        }
    }

    private func list(_ query: ProductListQuery, _ mode: ReadMode) async throws -> Served<ProductList> {
        try await context.lists.value(for: query.listKey, mode) {
            let start = try place(of: query)
            let (scope, source) = try await context.references.scope(of: query.filters, mode)
            var found = try await read(query, scope, .asTyped, start, mode)
            var basis = found.basis + scope.basis
            if found.value.count == 0, query.filters.forgivesTypos {
                found = try await read(query, scope, .corrected, start, mode)
                // It is the right answer only while nothing matches exactly.
                basis += found.basis
            }
            return Served(
                stamped: Stamped(found.value, basis: basis, readAt: found.readAt),
                source: source == .stale ? .stale : .database)
        }
    }

    private func read(
        _ query: ProductListQuery, _ scope: ProductScope, _ spelling: Spelling, _ start: SortPlace?, _ mode: ReadMode
    ) async throws -> Stamped<ProductList> {
        let words = query.filters.search.map { FindWords(search: $0, spelling: spelling) }
        let fills = query.isSearch ? context.longReads.searches : context.longReads.lists
        return try await fills.read(mode) { database in
            let wording = try await words?.match(database)
            let statement = ProductListStatement(query: query, scope: scope, match: wording?.match, start: start)
            let (page, count, expected) = try await self.page(statement, database, mode)
            let list = ProductList(
                ids: Array(page.ids.prefix(query.pagination.size)), count: max(count.products, expected),
                countIsEstimate: !count.isExact, nextCursor: cursor(query, ids: page.ids, lastKey: page.lastKey))
            let asOf = min(page.position, count.position, wording?.asOf ?? page.position)
            return Stamped(list, basis: [Basis(asOf: asOf, tags: query.tags(scope) + (words?.tags ?? []))])
        }.stamped
    }

    /// A page, its list's count, and, if that is not exact, what the planner expects; otherwise 0.
    private func page(
        _ statement: ProductListStatement, _ database: Database, _ mode: ReadMode
    ) async throws -> (ProductListStatement.Page, ProductListStatement.Count, Int) {
        if let search = statement.byRelevance {
            let expected = try await expectation(of: statement, database)
            let found = try await search.page(expected, database)
            return (found.page, found.count, found.count.isExact ? 0 : expected)
        }
        async let counting = count(statement, database)
        let page = try await database.one(statement.page, as: ProductListStatement.Page.self)
        // While they are counted.
        await fetch(Array(page.ids.prefix(statement.query.pagination.size)), mode)
        let (count, expected) = try await counting
        return (page, count, expected)
    }

    private func count(
        _ statement: ProductListStatement, _ database: Database
    ) async throws -> (ProductListStatement.Count, Int) {
        let count = try await database.one(statement.count, as: ProductListStatement.Count.self)
        return (count, count.isExact ? 0 : try await expectation(of: statement, database))
    }

    /// For the page, which fetches again what fails here.
    private func fetch(_ ids: [ProductID], _ mode: ReadMode) async {
        if mode == .cached { _ = try? await context.products.fragments(of: ids, mode) }
    }

    /// How many products the planner expects in the list.
    private func expectation(of statement: ProductListStatement, _ database: Database) async throws -> Int {
        let plan = try await database.one("EXPLAIN (FORMAT JSON) \(statement.matches)", as: String.self)
        let root = try? JSONParser.parse(plan.utf8)
        return Int(root?.arrayValue?.first?["Plan"]?["Plan Rows"]?.integerValue ?? 0)
    }

    private func place(of query: ProductListQuery) throws(Problem) -> SortPlace? {
        guard let cursor = query.pagination.cursor else { return nil }
        return try SortPlace(context.cursors.open(cursor, filters: query.identity), query.ordering.key)
    }

    private func cursor(_ query: ProductListQuery, ids: [ProductID], lastKey: String?) -> String? {
        let size = query.pagination.size
        guard ids.count > size, let lastKey else { return nil }
        return context.cursors.seal(SortPlace.values(key: lastKey, id: ids[size - 1]), filters: query.identity)
    }

    private func envelope(of list: ProductList, _ query: ProductListQuery) -> PageEnvelope {
        PageEnvelope(
            count: list.count, countIsEstimate: list.countIsEstimate, links: links(of: list, query),
            nextCursor: list.nextCursor)
    }

    /// Pages link to pages, and what follows a cursor to what follows it.
    private func links(of list: ProductList, _ query: ProductListQuery) -> PageLinks {
        guard query.pagination.cursor != nil else {
            return PageLinks(
                path: query.path, parameters: query.parameters, pagination: query.pagination,
                hasNext: list.nextCursor != nil)
        }
        let size = query.pagination.size == Pagination.defaultSize ? [] : [("page_size", "\(query.pagination.size)")]
        let next = list.nextCursor.map { cursor in
            PageLinks.reference(query.path, query.parameters + [("cursor", cursor)] + size)
        }
        return PageLinks(next: next, previous: nil)
    }
}
