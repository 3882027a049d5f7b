import Domain
import ReadModels

/// A page without its products: what stands around their fragments, and what that rests on. The page is put together by
/// it, and again when products have changed.
struct PageFrame: Sendable {
    let products: [ProductID]
    /// Before the fragments, which commas part, and behind them.
    private let start: [UInt8]
    private let end: [UInt8]
    /// What tells which products are on the page.
    private let parts: [ServedPart]

    init(around: (start: [UInt8], end: [UInt8]) = ([], []), products: [ProductID], parts: [ServedPart]) {
        (start, end) = around
        self.products = products
        self.parts = parts
    }

    /// - Parameter products: the page's, in its order; what is no longer there is left out.
    func page(of products: [Served<ProductFragment?>]) -> Served<Document?> {
        let fragments = products.compactMap(\.value)
        var json: [UInt8] = []
        json.reserveCapacity(fragments.reduce(start.count + end.count) { $0 + $1.maximumCount + 1 })
        json += start
        for (place, fragment) in fragments.enumerated() {
            if place > 0 { json.append(UInt8(ascii: ",")) }
            fragment.append(to: &json)
        }
        json += end
        return .composed(Document(json, frame: self), of: parts + products.map(\.part))
    }

    /// The page with the products as the first level has them; nil when it lacks one.
    func page(from levels: CacheLevels) -> Stamped<Document?>? {
        // Looking is cheaper than putting together what could not be served.
        let isListed = parts.allSatisfy { levels.validity.isValid($0.basis) }
        guard isListed, isYoung(by: levels.lifetimes, at: .now()) else { return nil }
        var found: [Served<ProductFragment?>] = []
        found.reserveCapacity(products.count)
        for id in products {
            guard let entry = levels.current(.product(id), of: ProductFragment?.self), entry.stamped.value != nil else {
                return nil
            }
            found.append(Served(stamped: entry.stamped, source: .l1))
        }
        return page(of: found).stamped
    }

    func isYoung(by lifetimes: CacheLifetimes, at now: Timestamp) -> Bool {
        parts.allSatisfy { $0.isYoung(by: lifetimes, at: now) }
    }

    /// Bytes of memory, roughly.
    var size: Int {
        let basis = parts.flatMap(\.basis)
        return start.count + end.count + products.count * 8 + basis.reduce(0) { $0 + 48 + $1.tags.count * 8 }
    }
}
