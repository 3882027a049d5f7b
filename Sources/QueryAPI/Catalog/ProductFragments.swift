import Domain
import Postgres
import ReadModels

/// The fragments of many products at once: from the first level, then from Redis by one command, and what is still
/// missing from PostgreSQL by one statement.
struct ProductFragments: Sendable {
    let levels: CacheLevels
    let fills: FillReader
    let currency: Currency

    /// Nil where there is no such product for the public.
    typealias Fragment = ProductFragment?

    /// In the order of the ids, which are all different.
    func fragments(of ids: [ProductID], _ mode: ReadMode) async throws -> [Served<Fragment>] {
        var gathering = Gathering(ids: ids)
        if mode == .cached {
            gatherLocal(&gathering)
            await gatherShared(&gathering)
        }
        try await gatherFresh(&gathering, mode)
        return ids.compactMap { gathering.found[$0] }
    }

    func fragment(of id: ProductID, _ mode: ReadMode) async throws -> Served<Fragment> {
        let found = try await fragments(of: [id], mode)
        return found[0]
    }

    private struct Gathering {
        let ids: [ProductID]
        var found: [ProductID: Served<Fragment>] = [:]
        /// What was found, but is not valid any more: better than nothing when PostgreSQL is away.
        var outdated: [ProductID: Stamped<Fragment>] = [:]

        var missing: [ProductID] { ids.filter { found[$0] == nil } }
    }

    private func gatherLocal(_ gathering: inout Gathering) {
        for id in gathering.ids {
            if let entry = levels.current(.product(id), of: Fragment.self) {
                gathering.found[id] = Served(stamped: entry.stamped, source: .l1)
            } else {
                gathering.outdated[id] = levels.l1.entry(.product(id), of: Fragment.self)?.stamped
            }
        }
        levels.counters.add(.l1Hits, gathering.found.count)
        levels.counters.add(.l1Misses, gathering.ids.count - gathering.found.count)
    }

    private func gatherShared(_ gathering: inout Gathering) async {
        let missing = gathering.missing
        guard !missing.isEmpty else { return }
        var hits = 0
        let shared = await levels.fetch(missing.map(CacheKey.product), of: Fragment.self)
        for (id, stamped) in zip(missing, shared) {
            guard let stamped else { continue }
            if levels.isCurrent(stamped, .product) {
                levels.keep(stamped, as: .product(id))
                gathering.found[id] = Served(stamped: stamped, source: .l2)
                hits += 1
            } else if gathering.outdated[id] == nil {
                gathering.outdated[id] = stamped
            }
        }
        levels.counters.add(.l2Hits, hits)
        levels.counters.add(.l2Misses, missing.count - hits)
    }

    private func gatherFresh(_ gathering: inout Gathering, _ mode: ReadMode) async throws {
        let missing = gathering.missing
        guard !missing.isEmpty else { return }
        do {
            for (id, stamped) in try await fills.read(missing, mode, read) {
                levels.share(stamped, as: .product(id))
                gathering.found[id] = Served(stamped: stamped, source: .database)
            }
            levels.counters.add(.fills, missing.count)
        } catch let error as PostgresError where error.isTransient {
            for id in missing {
                guard let old = gathering.outdated[id], levels.mayServeStale(old, .product) else { throw error }
                gathering.found[id] = Served(stamped: old, source: .stale)
            }
        }
    }
}

extension ProductFragments {
    private func read(_ database: Database, _ ids: [ProductID]) async throws -> [ProductID: Stamped<Fragment>] {
        let statement: Statement = """
            SELECT (SELECT position FROM event_head), \(ProductRecord.columns)
            FROM \(ProductRecord.tables)
            WHERE p.id = ANY(\(ids)) AND p.is_active
            """
        let rows = try await database.query(statement.prepared("products_by_ids"), as: Positioned<ProductRecord>.self)
        var read: [ProductID: Stamped<Fragment>] = [:]
        for row in rows {
            let basis = FragmentBasis.of(row.record, asOf: row.position)
            read[row.record.id] = Stamped(row.record.fragment(currency: currency), basis: basis)
        }
        let absent = ids.filter { read[$0] == nil }
        if !absent.isEmpty {
            let position = try await positionOfAbsence(database, of: absent)
            for id in absent { read[id] = Stamped(nil, basis: FragmentBasis.absence(of: id, asOf: position)) }
        }
        return read
    }

    /// The head's position at which none of the products was public; nowhere when one has appeared since it was not
    /// found.
    private func positionOfAbsence(_ database: Database, of ids: [ProductID]) async throws -> Int64 {
        let statement: Statement = """
            SELECT (SELECT position FROM event_head),
                   EXISTS (SELECT FROM products p WHERE p.id = ANY(\(ids)) AND p.is_active)
            """
        let (position, exists) = try await database.one(statement, as: (Int64, Bool).self)
        return exists ? Basis.nowhere : position
    }
}
