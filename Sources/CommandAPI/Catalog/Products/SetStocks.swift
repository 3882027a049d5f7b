import Domain
import Events
import Postgres

/// Sets the stock of locked products, one or hundreds, in one go; those that have it already are left alone.
struct SetStocks {
    struct Item: Sendable {
        let old: LockedProduct
        /// Not negative.
        let stock: Int
    }

    let items: [Item]

    /// - Returns: The ids of those that really changed.
    @discardableResult
    func run(on transaction: Transaction) async throws -> Set<ProductID> {
        let changed = items.filter { $0.stock != $0.old.stock }
        guard !changed.isEmpty else { return [] }
        let statement: Statement = """
            UPDATE inventory SET stock = item.stock, version = version + 1
            FROM unnest(\(changed.map(\.old.id)), \(changed.map(\.stock))) AS item (product_id, stock)
            WHERE inventory.product_id = item.product_id
            """
        try await transaction.execute(statement.prepared("set_stocks"))
        try await Self.record(changed, on: transaction)
        return Set(changed.map(\.old.id))
    }

    /// Where the product stood is scope enough: if it also moves, its own event reaches the lists of both places.
    private static func record(_ changed: [Item], on transaction: Transaction) async throws {
        let paths = try await CategoryPaths.of(changed.compactMap(\.old.content.category), on: transaction)
        try await transaction.record(
            changed.map { item in
                RecordedChange(
                    .stock(
                        StockChange(
                            id: item.old.id, stock: item.stock, version: item.old.stockVersion + 1,
                            crossedZero: (item.old.stock > 0) != (item.stock > 0),
                            categories: paths.path(of: item.old.content.category), brand: item.old.content.brand)))
            })
    }
}
