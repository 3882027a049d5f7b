import Domain
import Events
import JSON
import Postgres
import WebAPI

/// Has every query-api drop what it caches, or a part of it: an event like any other, which reaches all of them, with
/// Redis or without. What lies in Redis need not be removed: it was read before the event's position, and is refused.
struct DropCache: Sendable {
    let target: Target

    enum Target: Sendable {
        case everything
        case products
        case product(ProductID)
        case categories
    }

    struct Done: Sendable {
        let scope: CacheScope
        /// The log's head when it was asked: the event comes after it.
        let afterPosition: Int64
    }

    enum Refused: Refusal {
        case noSuchProduct(ProductID)
    }

    func run(on transaction: Transaction) async throws -> Done {
        let scope = try await scope(on: transaction)
        try await transaction.record(.cacheDropped(scope))
        return Done(
            scope: scope,
            afterPosition: try await transaction.one("SELECT position FROM event_head", as: Int64.self))
    }

    private func scope(on transaction: Transaction) async throws -> CacheScope {
        switch target {
        case .everything: return .everything
        case .products: return .products
        case .categories: return .categories
        case .product(let id):
            // A move at the same time has an event of its own, with the places before and after.
            let statement: Statement = """
                SELECT coalesce(categories.path, '{}'), products.brand_id
                FROM products LEFT JOIN categories ON categories.id = products.category_id
                WHERE products.id = \(id)
                """
            guard let (path, brand) = try await transaction.first(statement, as: ([CategoryID], BrandID?).self) else {
                throw Refused.noSuchProduct(id)
            }
            return .product(id, categories: path, brand: brand)
        }
    }
}

extension DropCache.Done {
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("scope", scope.name)
            json.member("product_id", scope.product)
            json.member("after_position", afterPosition)
        }
        return json.bytes
    }
}

extension DropCache.Refused {
    var problem: Problem {
        switch self {
        case .noSuchProduct(let id):
            Problem(
                .notFound,
                detail: "There is no product \(id). What is cached of one that is gone goes with all products: leave "
                    + "product_id out.")
        }
    }
}
