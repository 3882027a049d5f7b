import Domain

/// What is left of locked products while the orders of a batch take from it one after the other, each as if it were
/// alone with what those before it have left. The database is told the sum.
struct LockedStock: Sendable {
    private struct Level {
        var stock: Int
        var version: Int64
        var sold: Sale
    }

    /// What is taken from a product in all.
    struct Sale: Equatable {
        let product: ProductID
        var quantity = 0
        /// How many orders it is for; the version of the stock grows by so many, because each has an event of its own.
        var orders = 0
    }

    private var levels: [ProductID: Level] = [:]

    init(_ carts: some Sequence<LockedCart>) {
        for line in carts.lazy.flatMap(\.lines) where levels[line.product] == nil {
            levels[line.product] = Level(
                stock: line.stock, version: line.version, sold: Sale(product: line.product))
        }
    }

    /// What there is too little of at this moment, or is no longer for sale; empty when the lines can be taken.
    func shortages(for lines: [CartLine]) -> [StockShortage] {
        lines.compactMap { line in
            let available = line.isActive ? levels[line.product]?.stock ?? 0 : 0
            guard available < line.quantity else { return nil }
            return StockShortage(
                product: line.product, name: line.name, requested: line.quantity, available: available)
        }
    }

    /// Takes the lines of an order, for which there must be no shortages.
    ///
    /// - Returns: how the stock of each line's product changes by it.
    mutating func take(_ lines: [CartLine]) -> [StockMovement] {
        lines.compactMap { line in
            guard var level = levels[line.product] else { return nil }
            level.stock -= line.quantity
            level.version += 1
            level.sold.quantity += line.quantity
            level.sold.orders += 1
            levels[line.product] = level
            return StockMovement(
                product: line.product, stock: level.stock, version: level.version, change: -line.quantity,
                categories: line.categories, brand: line.brand)
        }
    }

    /// What was taken, by ascending product id.
    var sales: [Sale] {
        levels.values.map(\.sold).filter { $0.orders > 0 }.sorted { $0.product < $1.product }
    }
}
