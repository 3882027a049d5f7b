import Domain
import Events

@testable import QueryAPI

/// Cached values, each with what its snapshot had seen, so that their truth can be checked. Nothing is ever removed for a
/// reason of truth but fragments whose stock cannot be patched: that is what Redis, shared and slow, looks like too.
struct ModelCache {
    struct Page {
        let tags: [Tag]
        let asOf: Int64
        let seen: Seen
    }

    struct Fragment {
        let product: ProductID
        let asOf: Int64
        let seen: Seen
        var stock: ModelDatabase.Stock
        var stockAsOf: Int64
    }

    /// The snapshot that a value was read from.
    struct Seen {
        let commits: Int
        /// How many failovers there had been.
        let failovers: Int
    }

    private(set) var pages: [Page] = []
    private(set) var fragments: [Fragment] = []
    let broken: BrokenRule?

    init(broken: BrokenRule?) { self.broken = broken }

    mutating func store(_ page: Page) { pages = Array((pages + [page]).suffix(24)) }

    mutating func store(_ fragment: Fragment) { fragments = Array((fragments + [fragment]).suffix(12)) }

    /// The rule for fragments: the next version is patched in, one that is known raises the stamp, any other drops it.
    mutating func patch(_ events: [Event]) {
        for event in events {
            guard case .stock(let change) = event.change else { continue }
            fragments = fragments.compactMap { patched($0, by: change, at: event.position) }
        }
    }

    private func patched(_ fragment: Fragment, by change: StockChange, at position: Int64) -> Fragment? {
        guard fragment.product == change.id else { return fragment }
        var fragment = fragment
        if change.version == fragment.stock.version + 1 {
            fragment.stock = ModelDatabase.Stock(amount: change.stock, version: change.version)
        } else if change.version > fragment.stock.version, broken != .stampRaisedWithoutPatch {
            return nil
        }
        fragment.stockAsOf = max(fragment.stockAsOf, position)
        return fragment
    }
}
