import Events
import ReadModels

/// Writes new stocks from events into the fragments of the first level, so that a sale costs no SQL.
///
/// Changes of one product's stock are numbered without holes. The next one after what a fragment shows is written into it;
/// one that it shows already only says until when it is true; anything else means that something is missing, and the
/// fragment is read again. So it does not matter in which order reads and events arrive.
struct StockPatching: Sendable {
    let levels: CacheLevels

    /// Called before the validity takes the change into account.
    /// - Parameter position: of its event; of one that is not numbered yet, the first that it may get. As changes of one
    ///   product get theirs in their order, none before it is missing up to there.
    func apply(_ change: StockChange, at position: Int64) {
        levels.l1.update(.product(change.id), of: ProductFragment?.self) { entry in
            guard let fragment = entry.stamped.value, let patched = fragment.patched(by: change) else { return nil }
            levels.counters.add(.stockPatches)
            let stock = FragmentBasis.stock(of: change.id, asOf: position)
            let basis = entry.stamped.basis.map { $0.tags == stock.tags && $0.asOf < stock.asOf ? stock : $0 }
            return Entry(Stamped(patched, basis: basis, readAt: entry.stamped.readAt))
        }
    }
}

extension ProductFragment {
    /// The fragment that shows the change; nil when it cannot be told from this one.
    fileprivate func patched(by change: StockChange) -> ProductFragment? {
        if change.version <= stockVersion { return self }
        return change.version == stockVersion + 1 ? with(stock: change.stock, version: change.version) : nil
    }
}
