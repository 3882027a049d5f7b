import Domain
import Events
import Postgres

/// How a product's stock changed in this transaction, and what the event about it says. The columns are in the order
/// of `init(from:)`.
///
/// Whoever changes a stock holds the lock of its `inventory` row since an earlier statement (`lockInventory`). So do
/// those who move a product to another category or brand, or a category under another: the scopes named here are then
/// the ones that hold when the event is committed.
struct StockMovement: Sendable, Equatable {
    let product: ProductID
    /// After the change.
    let stock: Int
    /// `inventory.version` after the change.
    let version: Int64
    /// Less than zero for a sale.
    let change: Int
    /// The product's category and all its ancestors.
    let categories: [CategoryID]
    let brand: BrandID?

    /// The event of the change and, when a sale crossed the low-stock mark, the one that tells admins.
    func events(lowStock mark: Int) -> [RecordedChange] {
        let before = stock - change
        let changed = StockChange(
            id: product, stock: stock, version: version, crossedZero: (before > 0) != (stock > 0),
            categories: categories, brand: brand)
        guard before > mark, stock <= mark else { return [RecordedChange(.stock(changed))] }
        let low = LowStock(id: product, stock: stock)
        return [RecordedChange(.stock(changed)), RecordedChange(.lowStock(low), forAdmins: true)]
    }
}

extension StockMovement: RowDecodable {
    init(from row: inout Row) throws {
        product = try row.next()
        stock = try row.next()
        version = try row.next()
        change = try row.next()
        categories = try row.next()
        brand = try row.next()
    }
}
