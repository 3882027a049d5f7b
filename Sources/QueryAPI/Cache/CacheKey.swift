import Crypto
import Domain
import Tokens

/// Names one cached value. It is made from parsed and defaulted parameters in a fixed order, never from an address as it
/// came: neither unknown parameters nor their order multiply entries.
struct CacheKey: Hashable, Sendable {
    let kind: CacheKind
    /// The kind's letter, a colon, and what tells values of the kind apart.
    let text: String

    init(_ kind: CacheKind, _ rest: String) {
        self.kind = kind
        text = "\(kind.rawValue):\(rest)"
    }

    static func product(_ id: ProductID) -> CacheKey { CacheKey(.product, "\(id)") }

    /// The longest text that stands in Redis as it is.
    private static let longestPlain = 120

    /// The key in Redis; long texts by their SHA-256.
    func redisKey(prefix: String) -> String {
        guard text.utf8.count > Self.longestPlain else { return prefix + text }
        return prefix + "#" + Base64URL.encode(SHA256.hash(data: Array(text.utf8)))
    }
}
