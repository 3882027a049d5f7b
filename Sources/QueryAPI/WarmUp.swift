import Daemon
import Redis
import ServiceLifecycle
import WebAPI

/// Fills the second level with what visitors see first: the front pages of the list in its usual orders, categories,
/// brands, and the products on them. Shows its progress; ends when all is written.
struct WarmUp: Service {
    let context: QueryContext
    let redis: RedisClient
    let reader: EventReader

    private static let patience: Duration = .seconds(30)
    private static let interval: Duration = .milliseconds(20)
    private static let pages = 1...10

    /// Throws `NotReachable` when the log or Redis is not there in time; what a query throws.
    func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await until { reader.isReady && redis.isAvailable }
            let queries = try steps
            var bar = ProgressBar(unit: "pages", total: queries.count)
            for (done, query) in queries.enumerated() {
                bar.update(done: done)
                try await query()
            }
            try await until { context.levels.l2.isIdle }
            bar.update(done: queries.count)
            bar.finish()
        }
    }

    private var steps: [() async throws -> Void] {
        get throws(Problem) {
            var steps: [() async throws -> Void] = [
                { _ = try await CategoryTree(context: context).page(.cached) }
            ]
            for page in Self.pages {
                let lists = try Self.lists.map { path, ordering throws(Problem) in
                    var parameters = QueryParameters(query: "page=\(page)&ordering=\(ordering)")
                    return try ProductListQuery(&parameters, path: path, currency: context.currency)
                }
                steps += lists.map { list in { _ = try await ListProducts(context: context).page(list, .cached) } }
                var parameters = QueryParameters(query: "page=\(page)")
                let categories = try ListCategories.Query(&parameters)
                let brands = try ListBrands.Query(&parameters)
                steps.append { _ = try await ListCategories(context: context).page(categories, .cached) }
                steps.append { _ = try await ListBrands(context: context).page(brands, .cached) }
            }
            return steps
        }
    }

    private static let lists = [("/api/products/", ""), ("/api/products/", "price"), ("/api/products/", "-price")]

    private func until(_ condition: () -> Bool) async throws {
        let deadline = ContinuousClock.now + Self.patience
        while !condition() {
            guard ContinuousClock.now < deadline else { throw NotReachable() }
            try await Task.sleep(for: Self.interval)
        }
    }

    struct NotReachable: Error, CustomStringConvertible {
        let description = "PostgreSQL or Redis cannot be reached"
    }
}
