import Domain
import Events

@testable import QueryAPI

extension ModelWorld {
    /// What is wrong with what the caches would serve now, as a sentence.
    func firstViolation() -> String? {
        // Until the reader has heard of a failover it serves the lost history, which is within the time it may be stale.
        guard reader.follows(database.timeline) else { return nil }
        return pageViolation() ?? fragmentViolation() ?? transactionViolation() ?? numberingViolation()
    }

    /// Positions are contiguous within a timeline, and no event has two.
    private func numberingViolation() -> String? {
        let numbered = database.now.numbered
        guard Set(numbered.map(\.event.id)).count == numbered.count else { return "an event is numbered twice" }
        for (left, right) in zip(numbered, numbered.dropFirst())
        where right.position != left.position + 1 && right.position & ((1 << Timeline.bits) - 1) != 1 {
            return "position \(left.position) is followed by \(right.position)"
        }
        return nil
    }

    private func pageViolation() -> String? {
        for page in reader.cache.pages where reader.isValid(page) {
            if let event = missing(from: page.seen, touching: page.tags) {
                return "a page as of \(page.asOf) is served at \(reader.validity.applied) without event \(event)"
            }
            if showsLost(page.seen, touching: page.tags) { return "a page as of \(page.asOf) shows a lost commit" }
        }
        return nil
    }

    private func fragmentViolation() -> String? {
        for fragment in reader.cache.fragments where reader.isValid(fragment) {
            let content = Sample.content(of: fragment.product)
            if let event = missing(from: fragment.seen, touching: content) {
                return "a fragment as of \(fragment.asOf) is served without event \(event)"
            }
            if showsLost(fragment.seen, touching: content) { return "a fragment shows a lost commit" }
            let history = database.now.stocks[fragment.product] ?? [Sample.firstStock]
            guard history.contains(fragment.stock) else { return "a stock is served that never was: \(fragment)" }
            if fragment.stock.version < newestAppliedVersion(of: fragment.product) {
                return "an old stock is served: \(fragment)"
            }
        }
        return nil
    }

    /// Whoever may read its own writes does, and nothing that is still under way counts as applied.
    private func transactionViolation() -> String? {
        for transaction in database.open where reader.hasApplied(transaction.xid) && !publisher.owns(transaction.xid) {
            return "transaction \(transaction.xid) counts as applied while it is under way"
        }
        for event in database.now.waiting where reader.hasApplied(event.xid) {
            return "transaction \(event.xid) counts as applied, but an event of it waits"
        }
        for (position, event) in database.now.numbered
        where position > reader.validity.applied && reader.hasApplied(event.xid) {
            return "transaction \(event.xid) counts as applied at \(reader.validity.applied), but has event \(position)"
        }
        return nil
    }

    /// The first applied event that touches one of `tags` and that the snapshot had not seen.
    private func missing(from seen: ModelCache.Seen, touching tags: [Tag]) -> Int64? {
        database.now.numbered.first { position, event in
            position <= reader.validity.applied && !event.wasSeen(by: seen) && !event.tags.isDisjoint(with: tags)
        }?.position
    }

    /// Whether the snapshot had seen commits that a failover lost and that concern one of `tags`.
    private func showsLost(_ seen: ModelCache.Seen, touching tags: [Tag]) -> Bool {
        database.lost.contains { lost in
            lost.failover >= seen.failovers && lost.event.wasSeen(by: seen) && !lost.event.tags.isDisjoint(with: tags)
        }
    }

    private func newestAppliedVersion(of product: ProductID) -> Int64 {
        database.now.numbered.reduce(into: 1) { newest, numbered in
            guard numbered.position <= reader.validity.applied, case .stock(let change) = numbered.event.change,
                change.id == product
            else { return }
            newest = max(newest, change.version)
        }
    }
}
