import Domain
import JSON
import ReadModels

/// What sockets are told of a product: its price and its stock.
struct ProductQuote: Sendable, Equatable {
    let id: ProductID
    /// As answers show it. Nil for a product that is not, or no longer, for sale.
    let price: String?
    let stock: Int
    /// In the event log: all up to here is in it.
    let position: Int64
    /// False for the last known value while PostgreSQL cannot be asked; it may be outdated.
    let isConfirmed: Bool

    /// The message, encoded once for all sockets that get it.
    var frame: SocketFrame {
        var json = JSONWriter()
        json.object { json in
            json.member("type", "product.changed")
            json.member("id", position)
            json.member("product") { json in
                json.object { json in
                    json.member("id", id)
                    json.member("price", price)
                    json.member("stock", stock)
                    json.member("in_stock", stock > 0)
                }
            }
        }
        return .text(json.bytes)
    }
}

extension ProductFragments {
    /// The present values, from the caches as far as they have them. Throws `PostgresError` when one can be had neither
    /// there nor from PostgreSQL.
    func quotes(of ids: [ProductID]) async throws -> [ProductQuote] {
        let served = try await fragments(of: ids, .cached)
        return zip(ids, served).map { id, served in
            ProductQuote(
                id: id, price: served.value?.price, stock: served.value?.stock ?? 0,
                position: served.stamped.basis.map(\.asOf).max() ?? 0, isConfirmed: served.source != .stale)
        }
    }
}
